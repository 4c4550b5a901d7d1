import pytest
from starlette.testclient import TestClient

from contract import assert_allowed


def test_greets_by_name(client: TestClient) -> None:
    answer = client.get("/v1/greetings/fr", params={"name": "Ada"})
    assert answer.status_code == 200
    assert_allowed("get", "/v1/greetings/{language}", answer)
    assert answer.json() == {"language": "fr", "message": "Bonjour, Ada!"}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/v1/greetings/xx", 404, id="a language that nobody speaks"),
        pytest.param("/v1/greetings/FRENCH", 400, id="something that is no language"),
        pytest.param("/v1/greetings/fr?name=", 400, id="an empty name"),
        pytest.param(f"/v1/greetings/fr?name={'a' * 101}", 400, id="a name that is too long"),
    ],
)
def test_refuses(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert_allowed("get", "/v1/greetings/{language}", answer)


def test_pages_through_all_languages_each_once(client: TestClient) -> None:
    languages: list[str] = []
    cursor = ""
    while True:
        answer = client.get("/v1/greetings", params={"limit": 3, "cursor": cursor})
        assert_allowed("get", "/v1/greetings", answer)
        page = answer.json()
        assert len(page["items"]) <= 3
        languages += [item["language"] for item in page["items"]]
        if "nextCursor" not in page:
            break
        cursor = page["nextCursor"]
    assert len(languages) == 8
    assert len(set(languages)) == 8


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("limit=0", id="a limit of 0"),
        pytest.param("limit=many", id="a limit that is no number"),
        pytest.param("cursor=ZmkuYWJj", id="a made-up cursor"),
        pytest.param("cursor=ZGU.c2lnbmVk", id="a cursor with a wrong signature"),
        pytest.param("cursor=%C3%A4.%C3%B6", id="a cursor that can't be decoded"),
    ],
)
def test_refuses_to_list_with(client: TestClient, query: str) -> None:
    answer = client.get(f"/v1/greetings?{query}")
    assert answer.status_code == 400
    assert_allowed("get", "/v1/greetings", answer)
