import type { PreviewFile } from '@runway/plugin-provisioning-common';

/** A repository, a folder or a file of the preview. */
export interface FileNode {
  /** Unique: repository and path. */
  id: string;
  name: string;
  depth: number;
  parentId?: string;
  /** Only of files. */
  file?: PreviewFile;
  children: FileNode[];
}

/** Puts flat paths into a tree: repositories on top, folders before files, each by name. */
export function buildFileTree(files: PreviewFile[]): FileNode[] {
  const roots: FileNode[] = [];
  const folders = new Map<string, FileNode>();

  const folder = (id: string, name: string, parent?: FileNode): FileNode => {
    const known = folders.get(id);
    if (known) {
      return known;
    }
    const node: FileNode = {
      id,
      name,
      depth: parent ? parent.depth + 1 : 0,
      parentId: parent?.id,
      children: [],
    };
    folders.set(id, node);
    (parent?.children ?? roots).push(node);
    return node;
  };

  for (const file of files) {
    let parent = folder(file.repository, file.repository);
    const names = file.path.split('/').filter(Boolean);
    for (const name of names.slice(0, -1)) {
      parent = folder(`${parent.id}/${name}`, name, parent);
    }
    parent.children.push({
      id: fileId(file),
      name: names[names.length - 1] ?? file.path,
      depth: parent.depth + 1,
      parentId: parent.id,
      file,
      children: [],
    });
  }
  sort(roots);
  return roots;
}

/** Identifies a file in the tree. */
export function fileId(file: PreviewFile): string {
  return `${file.repository}/${file.path}`;
}

/** The nodes that are to be seen, from top to bottom, with closed folders left closed. */
export function visibleNodes(
  nodes: FileNode[],
  closed: ReadonlySet<string>,
): FileNode[] {
  return nodes.flatMap(node => [
    node,
    ...(closed.has(node.id) ? [] : visibleNodes(node.children, closed)),
  ]);
}

function sort(nodes: FileNode[]) {
  nodes.sort(
    (a, b) =>
      Number(Boolean(a.file)) - Number(Boolean(b.file)) ||
      a.name.localeCompare(b.name),
  );
  nodes.forEach(node => sort(node.children));
}
