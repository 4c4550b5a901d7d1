import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// The screens are loaded lazily and the first test of a file pays for all of them.
configure({ asyncUtilTimeout: 10_000 });
jest.setTimeout(60_000);

// jsdom's CSS parser stumbles over a rule of Material UI; nothing on the screen depends on it.
/* eslint-disable no-console */
const warn = console.warn;
jest.spyOn(console, 'warn').mockImplementation((...args) => {
  if (!String(args[0]).includes('[JSS] processedRuleToParse')) {
    warn(...args);
  }
});
