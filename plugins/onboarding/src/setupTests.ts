import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// The page is loaded lazily and the first test of a file pays for all of it.
configure({ asyncUtilTimeout: 10_000 });
jest.setTimeout(60_000);

window.scrollTo = () => {};
