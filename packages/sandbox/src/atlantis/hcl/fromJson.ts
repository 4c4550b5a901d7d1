import type { Expression } from './Expression';
import { ExpressionParser } from './ExpressionParser';

/** An attribute as the HCL parser gives it in JSON, where what isn't literal is a text with `${...}`. */
export type HclJson =
  | null
  | string
  | number
  | boolean
  | HclJson[]
  | { [key: string]: HclJson };

/** The expression behind it. @throws HclError */
export function fromJson(json: HclJson): Expression {
  if (typeof json === 'string') {
    return ExpressionParser.parseTemplate(json);
  }
  if (Array.isArray(json)) {
    return { kind: 'list', items: json.map(fromJson) };
  }
  if (typeof json === 'object' && json !== null) {
    return {
      kind: 'object',
      entries: Object.entries(json).map(([key, value]) => [
        ExpressionParser.parseTemplate(key),
        fromJson(value),
      ]),
    };
  }
  return { kind: 'literal', value: json };
}
