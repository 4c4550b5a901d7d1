import ts from 'typescript';

/**
 * The types of the GitLab client, read from its declarations. The client marks as required what only some editions answer,
 * hardly ever says where null may be, and lets most objects have more fields than it names: missing fields and null are not
 * held against an answer, others only where an object is closed.
 */
export class ClientTypes {
  readonly #checker: ts.TypeChecker;
  readonly #types: Map<string, ts.Symbol>;

  constructor() {
    const file = require.resolve('@gitbeaker/core').replace(/\.m?js$/, '.d.ts');
    const program = ts.createProgram([file], {
      strict: true,
      skipLibCheck: true,
      types: [],
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
    });
    this.#checker = program.getTypeChecker();
    const source = program.getSourceFile(file);
    const module = source && this.#checker.getSymbolAtLocation(source);
    this.#types = new Map(
      (module ? this.#checker.getExportsOfModule(module) : []).map(symbol => [
        symbol.name,
        symbol,
      ]),
    );
  }

  /**
   * What of an answer the client's type contradicts: values of another type, at any depth, and names that it has no room
   * for.
   * @throws Error when the client has no such type
   */
  problems(name: string, value: unknown): string[] {
    const symbol = this.#types.get(name);
    if (!symbol) {
      throw new Error(`The client has no ${name}`);
    }
    const alias =
      symbol.flags & ts.SymbolFlags.Alias
        ? this.#checker.getAliasedSymbol(symbol)
        : symbol;
    return this.#check(
      this.#checker.getDeclaredTypeOfSymbol(alias),
      value,
      name,
    );
  }

  #check(type: ts.Type, value: unknown, at: string): string[] {
    if (
      value === null ||
      type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)
    ) {
      return [];
    }
    if (type.isUnion()) {
      const results = type.types
        .filter(member => !(member.flags & ts.TypeFlags.Undefined))
        .map(member => this.#check(member, value, at));
      return results.some(problems => problems.length === 0)
        ? []
        : results.sort((a, b) => a.length - b.length)[0];
    }
    const expected = this.#checker.typeToString(type);
    const mismatch = [`${at} is ${JSON.stringify(value)}, not ${expected}`];
    if (type.isLiteral()) {
      return type.value === value ? [] : mismatch;
    }
    if (type.flags & ts.TypeFlags.BooleanLiteral) {
      return String(value) === expected ? [] : mismatch;
    }
    for (const [flag, name] of [
      [ts.TypeFlags.String, 'string'],
      [ts.TypeFlags.Number, 'number'],
    ] as const) {
      if (type.flags & flag) {
        return typeof value === name ? [] : mismatch;
      }
    }
    if (this.#checker.isArrayType(type)) {
      const [item] = this.#checker.getTypeArguments(type as ts.TypeReference);
      return Array.isArray(value)
        ? value.flatMap((each, index) =>
            this.#check(item, each, `${at}[${index}]`),
          )
        : mismatch;
    }
    if (!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) {
      return mismatch;
    }
    return typeof value === 'object' && !Array.isArray(value)
      ? this.#checkFields(type, value as object, at)
      : mismatch;
  }

  #checkFields(type: ts.Type, value: object, at: string): string[] {
    const known = new Map(
      this.#checker
        .getPropertiesOfType(type)
        .map(property => [property.name, property]),
    );
    return Object.entries(value).flatMap(([name, field]) => {
      const property = known.get(name);
      const fieldType = property
        ? this.#checker.getTypeOfSymbol(property)
        : type.getStringIndexType();
      return fieldType
        ? this.#check(fieldType, field, `${at}.${name}`)
        : [`${at}.${name} is unknown`];
    });
  }
}
