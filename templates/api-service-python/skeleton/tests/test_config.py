import pytest

from service.config import Config, ConfigError, load_config


def test_needs_nothing_on_a_developer_machine() -> None:
    config = load_config({})
    assert config.environment == "local"
    assert len(config.session_key) >= 32


def test_reads_what_the_chart_sets() -> None:
    config = load_config(
        {
            "PORT": "3000",
            "SERVICE_NAME": "a",
            "SERVICE_VERSION": "b",
            "ENVIRONMENT": "dev",
            "LOG_LEVEL": "warn",
            "SESSION_KEY": "s" * 32,
        }
    )
    assert config == Config(
        port=3000,
        service_name="a",
        service_version="b",
        environment="dev",
        log_level="warn",
        session_key="s" * 32,
    )
    assert "s" * 32 not in repr(config)


def test_names_everything_that_is_wrong_and_no_value() -> None:
    with pytest.raises(ConfigError) as raised:
        load_config({"ENVIRONMENT": "dev", "PORT": "x", "LOG_LEVEL": "loud", "SESSION_KEY": "hunter2"})
    message = str(raised.value)
    assert "PORT" in message
    assert "LOG_LEVEL" in message
    assert "SESSION_KEY" in message
    assert "hunter2" not in message


@pytest.mark.parametrize("port", ["", "-1", "65536", "80.5", "²", "9" * 5000])
def test_refuses_ports_that_are_none(port: str) -> None:
    with pytest.raises(ConfigError, match="PORT"):
        load_config({"PORT": port})


def test_refuses_to_start_in_an_environment_without_its_secret() -> None:
    with pytest.raises(ConfigError, match="SESSION_KEY"):
        load_config({"ENVIRONMENT": "dev"})
