import hclTools from '@cdktn/hcl-tools';
import hcl2json from '@cdktn/hcl2json';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Files of Terraform and Terragrunt below a folder, as paths relative to it. */
export function hclFiles(root) {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.(tf|hcl)$/.test(entry.name))
    .map(entry => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

/** @throws Error with file, line and column when it isn't HCL */
export async function parseHcl(file, text = readFileSync(file, 'utf8')) {
  return hcl2json.parse(file, text);
}

/** The text as `tofu fmt` would have it. */
export async function formatHcl(text) {
  return hclTools.format(text);
}
