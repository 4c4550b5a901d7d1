import { SearchModal } from '@backstage/plugin-search';

/** Search over catalog and documentation without leaving the page. */
export default function SearchDialog(props: {
  isOpen: boolean;
  toggle(): void;
}) {
  return <SearchModal open={props.isOpen} toggleModal={props.toggle} />;
}
