import { SignJWT } from 'jose';
import { rememberTokens } from './pluginTokenCache';

const secret = new TextEncoder().encode('a key that only this test knows!');

/** Signs what it is asked for, says how often it had to, and believes everything but `refused`. */
class Signer {
  signed = 0;
  checked = 0;

  constructor(private readonly lifetimeSeconds: number) {}

  issueToken = async (options: {
    targetPluginId: string;
    onBehalfOf?: { limitedUserToken: string };
  }) => {
    this.signed += 1;
    const token = await new SignJWT({ nonce: this.signed })
      .setProtectedHeader({ alg: 'HS256' })
      .setAudience(options.targetPluginId)
      .setExpirationTime(Math.floor(Date.now() / 1000) + this.lifetimeSeconds)
      .sign(secret);
    return { token };
  };

  verifyToken = async (token: string) => {
    this.checked += 1;
    if (token === 'of a person') {
      return undefined;
    }
    if (token === 'forged') {
      throw new Error('Failed plugin token verification');
    }
    return { subject: 'plugin:catalog' };
  };
}

const asked = (targetPluginId: string, person?: string) => ({
  pluginId: 'provisioning',
  targetPluginId,
  ...(person && {
    onBehalfOf: {
      limitedUserToken: person,
      expiresAt: new Date(Date.now() + 3_600_000),
    },
  }),
});

describe('rememberTokens', () => {
  it('hands out one token for each target and person', async () => {
    const signer = new Signer(3_600);
    const handler = rememberTokens(signer);
    const first = await handler.issueToken(asked('catalog', 'amelia'));
    expect(await handler.issueToken(asked('catalog', 'amelia'))).toEqual(first);
    const others = [
      await handler.issueToken(asked('catalog', 'priya')),
      await handler.issueToken(asked('scaffolder', 'amelia')),
      await handler.issueToken(asked('catalog')),
    ];
    expect(new Set([first, ...others].map(({ token }) => token)).size).toBe(4);
    expect(signer.signed).toBe(4);
  });

  it('hands out none that is about to end', async () => {
    const signer = new Signer(290);
    const handler = rememberTokens(signer);
    await handler.issueToken(asked('catalog'));
    await new Promise(resolve => setTimeout(resolve, 5));
    await handler.issueToken(asked('catalog'));
    expect(signer.signed).toBe(2);
  });

  it('checks a genuine token once a minute, and every other each time', async () => {
    const signer = new Signer(3_600);
    const handler = rememberTokens(signer);
    const { token } = await signer.issueToken(asked('catalog'));
    await handler.verifyToken(token);
    expect(await handler.verifyToken(token)).toEqual({
      subject: 'plugin:catalog',
    });
    expect(signer.checked).toBe(1);
    await handler.verifyToken('of a person');
    await handler.verifyToken('of a person');
    await expect(handler.verifyToken('forged')).rejects.toThrow();
    await expect(handler.verifyToken('forged')).rejects.toThrow();
    expect(signer.checked).toBe(5);
  });

  it('does not take a token for genuine that has ended meanwhile', async () => {
    const signer = new Signer(1);
    const handler = rememberTokens(signer);
    const { token } = await signer.issueToken(asked('catalog'));
    await handler.verifyToken(token);
    await new Promise(resolve => setTimeout(resolve, 1_100));
    await handler.verifyToken(token);
    expect(signer.checked).toBe(2);
  });
});
