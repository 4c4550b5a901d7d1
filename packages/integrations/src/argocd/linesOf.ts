import { MalformedAnswerError } from '../http/MalformedAnswerError';

/** Longest line: a resource tree of 10,000 nodes has 5 MB. In UTF-16 units. */
const maxLength = 64 * 1024 * 1024;

/**
 * Lines of a body that arrives in pieces, without line ends; the last one also when it has no end.
 * @throws MalformedAnswerError when a line has no end
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  /** Of the line under way; put together once, however many there are. */
  let pieces: string[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const parts = decoder.decode(chunk, { stream: true }).split('\n');
    for (const [index, part] of parts.entries()) {
      if (index > 0) {
        yield pieces.join('');
        pieces = [];
        length = 0;
      }
      pieces.push(part);
      length += part.length;
    }
    if (length > maxLength) {
      throw new MalformedAnswerError(
        `a line of more than ${maxLength} characters`,
        false,
      );
    }
  }
  if (length > 0) {
    yield pieces.join('');
  }
}
