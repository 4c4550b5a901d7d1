const namePattern =
  /^[\p{L}\p{N}\u{00A9}-\u{1f9ff}_][\p{L}\p{N}\p{Pd}\u{002B}\u{00A9}-\u{1f9ff}_. ]*$/u;
const pathPattern = /^[a-zA-Z0-9_.][a-zA-Z0-9_.-]{0,254}$/;

/** Paths that would hide a page of the project itself. */
const reservedPaths = new Set(
  'badges blame blob builds commits create create_dir edit files find_file gitlab-lfs info lfs objects new preview raw refs tree update wikis'.split(
    ' ',
  ),
);

/** What is wrong with a project's name, in GitLab's words; nothing when it is fine. */
export function checkProjectName(name: string): string[] {
  if (name === '') {
    return ["can't be blank"];
  }
  const problems: string[] = [];
  if (name.length > 255) {
    problems.push('is too long (maximum is 255 characters)');
  }
  if (!namePattern.test(name)) {
    problems.push(
      "can contain only letters, digits, emoji, '_', '.', '+', dashes, or spaces. It must start with a letter, digit, emoji, or '_'.",
    );
  }
  return problems;
}

/** What is wrong with a project's path, in GitLab's words. */
export function checkProjectPath(path: string): string[] {
  if (path === '') {
    return ["can't be blank"];
  }
  const problems: string[] = [];
  if (path.length > 255) {
    problems.push('is too long (maximum is 255 characters)');
  }
  if (
    !pathPattern.test(path.slice(0, 255)) ||
    /(\.git|\.atom|\.)$/i.test(path)
  ) {
    problems.push(
      "can contain only letters, digits, '_', '-' and '.'. Cannot start with '-', end in '.git' or end in '.atom'",
    );
  }
  if (/[_.-]{2}|^[_.-]|[_.-]$/.test(path)) {
    problems.push(
      'must not start or end with a special character and must not contain consecutive special characters.',
    );
  }
  if (reservedPaths.has(path)) {
    problems.push(`${path} is a reserved name`);
  }
  return problems;
}

/** What is wrong with a group's path, in GitLab's words. */
export function checkGroupPath(path: string): string[] {
  if (path.length < 2 && !/^[a-zA-Z0-9]$/.test(path)) {
    return ["can't be blank"];
  }
  return /^[a-zA-Z0-9_.][a-zA-Z0-9_.-]{0,254}$/.test(path) &&
    !/(\.git|\.atom|\.)$/i.test(path) &&
    ![
      'api',
      'admin',
      'dashboard',
      'explore',
      'groups',
      'users',
      'help',
      '-',
    ].includes(path)
    ? []
    : [
        "can contain only letters, digits, '_', '-' and '.'. Cannot start with '-' or end in '.', '.git' or '.atom'.",
      ];
}

/** `My Service` -> `my-service` */
export function pathFromName(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9_.-]+/g, '-')
    .replace(/^-+|-+$/g, '');
}
