// Condenses published TypeScript types of custom resources to fields, types and what is required, in the form of the sandbox's
// builtinTypes.json. Types: the npm packages @kubernetes-models/*, which are generated of the operators' own definitions. The
// Vault Secrets Operator has none; vaultTypes.json is kept by hand after its API reference.
// Usage: node generateCustomTypes.mjs <folder with node_modules/@kubernetes-models> > customTypes.json
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const resources = [
  ['prometheus-operator', 'monitoring.coreos.com/v1', 'PrometheusRule'],
  ['prometheus-operator', 'monitoring.coreos.com/v1', 'ServiceMonitor'],
  ['prometheus-operator', 'monitoring.coreos.com/v1', 'PodMonitor'],
  ['argo-cd', 'argoproj.io/v1alpha1', 'Application'],
  ['argo-cd', 'argoproj.io/v1alpha1', 'AppProject'],
  ['cert-manager', 'cert-manager.io/v1', 'ClusterIssuer'],
  ['cert-manager', 'cert-manager.io/v1', 'Certificate'],
];
const packages = join(process.argv[2], 'node_modules', '@kubernetes-models');
const files = resources.map(([name, group, kind]) =>
  join(packages, name, group, `${kind}.d.ts`),
);
const program = ts.createProgram(files, {
  strict: true,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  module: ts.ModuleKind.ESNext,
});
const checker = program.getTypeChecker();
const vault = JSON.parse(
  readFileSync(join(import.meta.dirname, 'vaultTypes.json'), 'utf8'),
);
const kinds = { ...vault.kinds };
const types = { ...vault.types };

resources.forEach(([, group, kind], index) => {
  const module = checker.getSymbolAtLocation(
    program.getSourceFile(files[index]),
  );
  const symbol = checker
    .getExportsOfModule(module)
    .find(candidate => candidate.name === `I${kind}`);
  const prefix = group.split('.')[0];
  kinds[`${group}/${kind}`] = visit(
    checker.getDeclaredTypeOfSymbol(symbol),
    `${prefix}.${kind}`,
    prefix,
  );
});

function visit(type, name, prefix) {
  if (!(name in types)) {
    types[name] = '';
    types[name] = checker
      .getPropertiesOfType(type)
      .filter(property => property.name !== 'status')
      .map(property => {
        const optional = property.flags & ts.SymbolFlags.Optional;
        const value = checker.getNonNullableType(
          checker.getTypeOfSymbol(property),
        );
        const here = `${name}.${property.name}`;
        return `${property.name}${optional ? '' : '!'}:${
          property.name === 'metadata'
            ? '@meta.v1.ObjectMeta'
            : describe(value, here, prefix)
        }`;
      })
      .join(' ');
  }
  return name;
}

function describe(type, path, prefix) {
  const all = flags => part => part.flags & flags;
  const parts = type.isUnion() ? type.types : [type];
  if (checker.isArrayType(type)) {
    return `[${describe(checker.getTypeArguments(type)[0], path, prefix)}]`;
  }
  if (parts.every(all(ts.TypeFlags.StringLike))) {
    return 's';
  }
  if (parts.every(all(ts.TypeFlags.NumberLike))) {
    return 'd';
  }
  if (parts.every(all(ts.TypeFlags.BooleanLike))) {
    return 'b';
  }
  const map = checker.getIndexTypeOfType(type, ts.IndexKind.String);
  if (map) {
    return `{${describe(checker.getNonNullableType(map), path, prefix)}}`;
  }
  if (type.flags & ts.TypeFlags.Object && type.getProperties().length > 0) {
    const name = type.symbol?.name;
    const named = name && !name.startsWith('__');
    return `@${visit(
      type,
      named ? `${prefix}.${name.slice(1)}` : path,
      prefix,
    )}`;
  }
  return parts.every(all(ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike)) &&
    parts.length === 2
    ? 'x'
    : 'a';
}

process.stdout.write(`${JSON.stringify({ kinds, types }, null, 2)}\n`);
