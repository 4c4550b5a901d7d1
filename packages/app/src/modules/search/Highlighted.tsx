import type { SearchResult } from '@backstage/plugin-search-common';

/** A text with the words that were found marked, as the search engine says. */
export function Highlighted(props: {
  text: string;
  highlight: SearchResult['highlight'];
  field: string;
}) {
  const { text, highlight, field } = props;
  const marked = highlight?.fields[field];
  if (!marked) {
    return text;
  }
  const { preTag, postTag } = highlight;
  return (
    <>
      {marked.split(preTag).map((part, index) => {
        const end = part.indexOf(postTag);
        return index === 0 || end < 0 ? (
          part
        ) : (
          // eslint-disable-next-line react/no-array-index-key -- the parts have nothing else to be told apart by
          <span key={index}>
            <mark>{part.slice(0, end)}</mark>
            {part.slice(end + postTag.length)}
          </span>
        );
      })}
    </>
  );
}
