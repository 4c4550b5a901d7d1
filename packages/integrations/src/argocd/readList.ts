import { MalformedAnswerError } from '../http/MalformedAnswerError';

const quote = 34;
const backslash = 92;
const comma = 44;
const openBrace = 123;
const closeBrace = 125;
const openBracket = 91;
const closeBracket = 93;

/**
 * Takes a list of Kubernetes apart while it arrives: `{"metadata": {...}, "items": [{...}, ...]}`. However big it is, no
 * more than one item is held or parsed at a time.
 * @param visit - gets each item in turn
 * @returns the list without its items
 * @throws MalformedAnswerError when it is no such list, or ends too early
 */
export async function readList(
  chunks: AsyncIterable<Uint8Array>,
  visit: (item: unknown) => void,
): Promise<unknown> {
  const decoder = new TextDecoder();
  /** All but the items. */
  let frame = '';
  /** Of the item under way, if there is one. */
  let item: string[] | undefined;
  let depth = 0;
  let inItems = false;
  let inString = false;
  let escaped = false;

  const put = (piece: string) => {
    if (item) {
      item.push(piece);
    } else {
      frame += piece;
    }
  };

  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    /** Where what wasn't put anywhere yet begins. */
    let start = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (inString) {
        if (escaped) {
          escaped = false;
        } else if (code === backslash) {
          escaped = true;
        } else if (code === quote) {
          inString = false;
        }
        continue;
      }
      switch (code) {
        case quote:
          inString = true;
          break;
        case openBrace:
        case openBracket:
          if (inItems && depth === 2) {
            put(text.slice(start, at));
            start = at;
            item = [];
          }
          depth += 1;
          if (depth === 2 && code === openBracket) {
            put(text.slice(start, at));
            start = at;
            inItems = /"items"\s*:\s*$/.test(frame);
          }
          break;
        case closeBrace:
        case closeBracket:
          depth -= 1;
          if (item && depth === 2) {
            put(text.slice(start, at + 1));
            start = at + 1;
            visit(toJson(item.join('')));
            item = undefined;
          } else if (depth === 1) {
            inItems = false;
          }
          break;
        case comma:
          if (inItems && depth === 2) {
            put(text.slice(start, at));
            start = at + 1;
          }
          break;
        default:
      }
    }
    put(text.slice(start));
  }
  return toJson(frame);
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedAnswerError(
      `not JSON (a list, of which ${text.length} characters are not)`,
      true,
    );
  }
}
