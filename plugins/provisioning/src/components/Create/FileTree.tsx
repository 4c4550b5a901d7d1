import {
  useEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
} from 'react';
import {
  RiArrowDownSLine,
  RiArrowRightSLine,
  RiFile3Line,
  RiFolder3Line,
  RiGitRepositoryLine,
} from '@remixicon/react';
import type { PreviewFile } from '@runway/plugin-provisioning-common';
import { visibleNodes, type FileNode } from './buildFileTree';
import styles from './FileTree.module.css';

/** Files to choose from, by repository and folder. Arrow keys move, right and left open and close. */
export function FileTree(props: {
  nodes: FileNode[];
  /** Id of the chosen file. */
  selected?: string;
  onSelect(file: PreviewFile): void;
}) {
  const { nodes, selected, onSelect } = props;
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const visible = useMemo(() => visibleNodes(nodes, closed), [nodes, closed]);
  const [focused, setFocused] = useState<string>();
  const tree = useRef<HTMLDivElement>(null);
  const wantsFocus = useRef(false);
  const current = visible.some(node => node.id === focused)
    ? focused
    : selected ?? visible[0]?.id;

  useEffect(() => {
    if (wantsFocus.current) {
      wantsFocus.current = false;
      tree.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
    }
  }, [current]);

  const moveTo = (node: FileNode | undefined) => {
    if (node) {
      wantsFocus.current = true;
      setFocused(node.id);
    }
  };
  const toggle = (node: FileNode, open: boolean) => {
    const next = new Set(closed);
    if (open) {
      next.delete(node.id);
    } else {
      next.add(node.id);
    }
    setClosed(next);
  };
  const activate = (node: FileNode) => {
    setFocused(node.id);
    if (node.file) {
      onSelect(node.file);
    } else {
      toggle(node, closed.has(node.id));
    }
  };

  const onKeyDown = (event: KeyboardEvent, node: FileNode) => {
    const index = visible.indexOf(node);
    const open = !node.file && !closed.has(node.id);
    const acts: Record<string, () => void> = {
      ArrowDown: () => moveTo(visible[index + 1]),
      ArrowUp: () => moveTo(visible[index - 1]),
      Home: () => moveTo(visible[0]),
      End: () => moveTo(visible[visible.length - 1]),
      Enter: () => activate(node),
      ' ': () => activate(node),
      ArrowRight: () => {
        if (open) {
          moveTo(node.children[0]);
        } else if (!node.file) {
          toggle(node, true);
        }
      },
      ArrowLeft: () => {
        if (open) {
          toggle(node, false);
        } else {
          moveTo(visible.find(other => other.id === node.parentId));
        }
      },
    };
    const act = acts[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  };

  return (
    <div ref={tree} className={styles.tree} role="tree" aria-label="Files">
      {visible.map(node => {
        const open = !node.file && !closed.has(node.id);
        return (
          <div
            key={node.id}
            role="treeitem"
            aria-level={node.depth + 1}
            aria-selected={node.id === selected}
            aria-expanded={node.file ? undefined : open}
            tabIndex={node.id === current ? 0 : -1}
            className={styles.item}
            style={{ paddingLeft: `${node.depth * 1 + 0.5}rem` }}
            onClick={() => activate(node)}
            onKeyDown={event => onKeyDown(event, node)}
          >
            <NodeIcon node={node} open={open} />
            <span className={styles.name}>{node.name}</span>
          </div>
        );
      })}
    </div>
  );
}

function NodeIcon(props: { node: FileNode; open: boolean }) {
  if (props.node.file) {
    return (
      <>
        <span className={styles.indent} />
        <RiFile3Line size={16} aria-hidden />
      </>
    );
  }
  const Arrow = props.open ? RiArrowDownSLine : RiArrowRightSLine;
  const Icon = props.node.depth === 0 ? RiGitRepositoryLine : RiFolder3Line;
  return (
    <>
      <Arrow size={16} aria-hidden />
      <Icon size={16} aria-hidden />
    </>
  );
}
