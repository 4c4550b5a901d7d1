import { isUtf8 } from 'node:buffer';
import type { RenderedFile } from '../template/FileRenderer';
import type { Plan } from './Operation';

const MAX_SHOWN_BYTES = 200_000;

/** A rendered file as the preview shows it: text unless it is binary or too long to read. */
export function toPreviewFile(
  repository: string,
  { path, content }: RenderedFile,
): Plan['files'][number] {
  const readable = content.length <= MAX_SHOWN_BYTES && isUtf8(content);
  return {
    repository,
    path,
    size: content.length,
    ...(readable ? { content: content.toString('utf8') } : {}),
    bytes: content,
  };
}
