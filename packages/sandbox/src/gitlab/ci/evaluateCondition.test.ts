import { evaluateCondition } from './evaluateCondition';

const variables = {
  CI_COMMIT_BRANCH: 'main',
  CI_DEFAULT_BRANCH: 'main',
  CI_PIPELINE_SOURCE: 'push',
  EMPTY: '',
  PATTERN: '/^ma/',
};

describe('evaluateCondition', () => {
  it.each([
    ['$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH', true],
    ['$CI_COMMIT_BRANCH != $CI_DEFAULT_BRANCH', false],
    ['$CI_PIPELINE_SOURCE == "merge_request_event"', false],
    ["$CI_PIPELINE_SOURCE == 'push'", true],
    ['$CI_COMMIT_TAG', false],
    ['$CI_COMMIT_TAG == null', true],
    ['$EMPTY', false],
    ['$EMPTY == ""', true],
    ['$CI_COMMIT_BRANCH =~ /^ma(in|ster)$/', true],
    ['$CI_COMMIT_BRANCH =~ /^MAIN$/i', true],
    ['$CI_COMMIT_BRANCH !~ /^release/', true],
    ['$CI_COMMIT_BRANCH =~ $PATTERN', true],
    ['$CI_COMMIT_TAG =~ /v/', false],
    ['$CI_COMMIT_TAG || $CI_COMMIT_BRANCH', true],
    ['$CI_COMMIT_TAG && $CI_COMMIT_BRANCH', false],
    ['($CI_COMMIT_TAG || $CI_COMMIT_BRANCH) && $EMPTY', false],
    ['$CI_COMMIT_TAG || $CI_COMMIT_BRANCH && $EMPTY', false],
    ['${CI_COMMIT_BRANCH} == "main"', true],
  ])('%s is %s', (expression, expected) => {
    expect(evaluateCondition(expression, variables)).toBe(expected);
  });

  it.each(['$A ==', '== "x"', '$A = "x"', '($A', '$A $B', 'main'])(
    'refuses %s',
    expression => {
      expect(() => evaluateCondition(expression, variables)).toThrow(
        'invalid expression syntax',
      );
    },
  );
});
