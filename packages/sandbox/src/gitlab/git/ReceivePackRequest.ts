import type { Readable } from 'node:stream';

export interface RefCommand {
  before: string;
  after: string;
  ref: string;
}

/** Commands may be many, but not endless: a request that goes on without its end is not a push. */
const maxHeadBytes = 4 * 1024 * 1024;

/** Reads pkt-lines off a stream without taking more from it than it has to hold. */
class PacketReader {
  #buffer = Buffer.alloc(0);
  #offset = 0;
  readonly #iterator: AsyncIterator<Buffer>;

  constructor(body: Readable) {
    this.#iterator = body.iterator({ destroyOnReturn: false });
  }

  /** The next packet; undefined for a flush packet or the end. */
  async next(): Promise<Buffer | undefined> {
    if (!(await this.#fill(4))) {
      return undefined;
    }
    const length = parseInt(
      this.#buffer.subarray(this.#offset, this.#offset + 4).toString('latin1'),
      16,
    );
    if (Number.isNaN(length)) {
      throw new Error('Not a packet line');
    }
    if (length < 4) {
      this.#offset += 4;
      return undefined;
    }
    if (!(await this.#fill(length))) {
      throw new Error('The packet line ends too early');
    }
    const packet = this.#buffer.subarray(
      this.#offset + 4,
      this.#offset + length,
    );
    this.#offset += length;
    return packet;
  }

  /** Lets go of the stream and returns everything that was read off it. */
  async end(): Promise<Buffer> {
    await this.#iterator.return?.();
    return this.#buffer;
  }

  async #fill(bytes: number): Promise<boolean> {
    while (this.#buffer.length - this.#offset < bytes) {
      const { value, done } = await this.#iterator.next();
      if (done) {
        return false;
      }
      this.#buffer = Buffer.concat([this.#buffer, value]);
      if (this.#offset > maxHeadBytes) {
        throw new Error('The push has too many commands');
      }
    }
    return true;
  }
}

/**
 * What a push asks for, read from the beginning of its body: ref updates and push options.
 * The bytes read are kept, as the body must still reach Git whole.
 */
export class ReceivePackRequest {
  private constructor(
    readonly commands: RefCommand[],
    readonly options: string[],
    /** The part of the body that was read; what follows is still in the stream. */
    readonly head: Buffer,
  ) {}

  /** @throws when the body isn't that of a push */
  static async read(body: Readable): Promise<ReceivePackRequest> {
    const reader = new PacketReader(body);
    const commands: RefCommand[] = [];
    let capabilities: string[] = [];
    for (;;) {
      const packet = await reader.next();
      if (packet === undefined) {
        break;
      }
      const [line, extra] = packet.toString().replace(/\n$/, '').split('\0');
      capabilities = extra === undefined ? capabilities : extra.split(' ');
      const match = /^([0-9a-f]{40}) ([0-9a-f]{40}) (.+)$/.exec(line);
      if (match) {
        commands.push({ before: match[1], after: match[2], ref: match[3] });
      }
    }
    const options: string[] = [];
    if (capabilities.includes('push-options')) {
      for (;;) {
        const packet = await reader.next();
        if (packet === undefined) {
          break;
        }
        options.push(packet.toString().replace(/\n$/, ''));
      }
    }
    return new ReceivePackRequest(commands, options, await reader.end());
  }
}
