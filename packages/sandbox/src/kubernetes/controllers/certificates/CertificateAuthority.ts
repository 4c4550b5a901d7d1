import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  type KeyObject,
} from 'node:crypto';
import type { Collection } from '../../../state/DocumentStore';

const oids = {
  ecdsaWithSha256: '06082a8648ce3d040302',
  commonName: '0603550403',
  subjectAltName: '0603551d11',
  basicConstraints: '0603551d13',
};
const day = 86_400_000;
const lifetime = 90 * day;

export interface IssuedCertificate {
  certificate: string;
  key: string;
  authority: string;
  notBefore: Date;
  notAfter: Date;
}

/** Issues X.509 certificates (ECDSA P-256) that nobody trusts. The key of the authority is kept with the cluster. */
export class CertificateAuthority {
  readonly #key: KeyObject;
  readonly #certificate: string;

  constructor(
    private readonly name: string,
    keys: Pick<Collection<string>, 'get' | 'set'>,
  ) {
    let pem = keys.get('certificate-authority');
    if (!pem) {
      pem = newKey();
      keys.set('certificate-authority', pem);
    }
    this.#key = createPrivateKey(pem);
    const start = new Date();
    this.#certificate = this.#sign({
      subject: name,
      publicKey: createPublicKey(this.#key),
      notBefore: start,
      notAfter: new Date(start.getTime() + 10 * 365 * day),
      extensions: [basicConstraints()],
    });
  }

  issue(dnsNames: string[]): IssuedCertificate {
    const key = newKey();
    const notBefore = new Date();
    const notAfter = new Date(notBefore.getTime() + lifetime);
    const certificate = this.#sign({
      subject: dnsNames[0] ?? '',
      publicKey: createPublicKey(createPrivateKey(key)),
      notBefore,
      notAfter,
      extensions: dnsNames.length > 0 ? [alternativeNames(dnsNames)] : [],
    });
    return {
      certificate,
      key,
      authority: this.#certificate,
      notBefore,
      notAfter,
    };
  }

  #sign(content: {
    subject: string;
    publicKey: KeyObject;
    notBefore: Date;
    notAfter: Date;
    extensions: Buffer[];
  }): string {
    const algorithm = sequence(hex(oids.ecdsaWithSha256));
    const serial = randomBytes(16);
    serial[0] = (serial[0] & 0x7f) | 0x40;
    const body = sequence(
      tagged(0xa0, tagged(0x02, Buffer.from([2]))),
      tagged(0x02, serial),
      algorithm,
      distinguishedName(this.name),
      sequence(time(content.notBefore), time(content.notAfter)),
      distinguishedName(content.subject),
      content.publicKey.export({ type: 'spki', format: 'der' }),
      ...(content.extensions.length > 0
        ? [tagged(0xa3, sequence(...content.extensions))]
        : []),
    );
    const signature = sign('sha256', body, this.#key);
    const certificate = sequence(
      body,
      algorithm,
      tagged(0x03, Buffer.from([0]), signature),
    );
    const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
    return `-----BEGIN CERTIFICATE-----\n${lines.join(
      '\n',
    )}\n-----END CERTIFICATE-----\n`;
  }
}

function newKey(): string {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
}

function distinguishedName(commonName: string): Buffer {
  return commonName === ''
    ? sequence()
    : sequence(
        tagged(
          0x31,
          sequence(
            hex(oids.commonName),
            // longer names only go into the alternative names
            tagged(0x0c, Buffer.from(commonName.slice(0, 64))),
          ),
        ),
      );
}

function alternativeNames(dnsNames: string[]): Buffer {
  const names = dnsNames.map(name => tagged(0x82, Buffer.from(name)));
  return sequence(hex(oids.subjectAltName), tagged(0x04, sequence(...names)));
}

function basicConstraints(): Buffer {
  const isTrue = tagged(0x01, Buffer.from([0xff]));
  return sequence(
    hex(oids.basicConstraints),
    isTrue,
    tagged(0x04, sequence(isTrue)),
  );
}

/** GeneralizedTime, which fits every year. */
function time(date: Date): Buffer {
  const text = date.toISOString().replace(/[-:T]|\.\d+/g, '');
  return tagged(0x18, Buffer.from(text));
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, ...parts);
}

/** DER: tag, length, content. */
function tagged(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  let header: number[];
  if (length < 0x80) {
    header = [length];
  } else if (length < 0x100) {
    header = [0x81, length];
  } else {
    header = [0x82, length >> 8, length & 0xff];
  }
  return Buffer.concat([Buffer.from([tag, ...header]), content]);
}

function hex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}
