import type { NavContentComponentProps } from '@backstage/plugin-app-react';
import { RiCloseLine, RiMenuLine, RiSearchLine } from '@remixicon/react';
import { useCallback, useEffect, useRef } from 'react';
import { Link, NavLink, useLocation } from 'react-router-dom';
import { useBackdropPress } from '../layout/useBackdropPress';
import { useSearchDialog } from '../search/useSearchDialog';
import { Logo } from './Logo';
import { navEntries, NavEntry } from './navEntries';
import styles from './NavContent.module.css';
import { SignedInUser } from './SignedInUser';

/** The navigation: a column on wide screens, icons on middling ones, a bar with a menu on narrow ones. */
export function NavContent(props: NavContentComponentProps) {
  const { main, foot } = navEntries(props.navItems);
  const search = useSearchDialog();
  return (
    <>
      <nav className={styles.column} aria-label="Main">
        <Wordmark />
        <SearchButton onPress={search.open} />
        <Entries entries={main} />
        <Entries entries={foot} className={styles.foot} />
        <SignedInUser />
      </nav>
      <NarrowBar entries={[...main, ...foot]} openSearch={search.open} />
      {search.dialog}
    </>
  );
}

function Wordmark() {
  return (
    <Link to="/" className={styles.wordmark} aria-label="Runway: home">
      <Logo />
      <span className={styles.word}>Runway</span>
    </Link>
  );
}

const isApple = /mac|iphone|ipad/i.test(navigator.userAgent);

function SearchButton(props: { onPress(): void }) {
  return (
    <button
      type="button"
      className={styles.search}
      onClick={props.onPress}
      aria-keyshortcuts={isApple ? 'Meta+K' : 'Control+K'}
      title="Search"
    >
      <RiSearchLine size={20} aria-hidden />
      <span className={styles.word}>Search</span>
      <kbd className={styles.keys} aria-hidden>
        {isApple ? '⌘ K' : 'Ctrl K'}
      </kbd>
    </button>
  );
}

function Entries(props: { entries: NavEntry[]; className?: string }) {
  return (
    <ul className={[styles.entries, props.className].join(' ')}>
      {props.entries.map(({ id, href, title, icon }) => (
        <li key={id}>
          <NavLink
            to={href}
            end={href === '/'}
            className={styles.entry}
            title={title}
          >
            <span className={styles.icon} aria-hidden>
              {icon}
            </span>
            <span className={styles.word}>{title}</span>
          </NavLink>
        </li>
      ))}
    </ul>
  );
}

function NarrowBar(props: { entries: NavEntry[]; openSearch(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { pathname } = useLocation();
  const close = useCallback(() => dialog.current?.close(), []);
  useBackdropPress(dialog, close);
  useEffect(() => {
    if (dialog.current?.open) {
      close();
    }
  }, [close, pathname]);
  return (
    <header className={styles.bar}>
      <Wordmark />
      <span className={styles.space} />
      <button
        type="button"
        className={styles.barButton}
        aria-label="Search"
        onClick={props.openSearch}
      >
        <RiSearchLine size={20} aria-hidden />
      </button>
      <button
        type="button"
        className={styles.barButton}
        aria-label="Open the menu"
        aria-haspopup="dialog"
        onClick={() => dialog.current?.showModal()}
      >
        <RiMenuLine size={20} aria-hidden />
      </button>
      <dialog ref={dialog} className={styles.drawer} aria-label="Menu">
        <div className={styles.drawerContent}>
          <button
            type="button"
            className={styles.barButton}
            aria-label="Close the menu"
            onClick={close}
          >
            <RiCloseLine size={20} aria-hidden />
          </button>
          <nav aria-label="Main">
            <Entries entries={props.entries} />
          </nav>
          <SignedInUser />
        </div>
      </dialog>
    </header>
  );
}
