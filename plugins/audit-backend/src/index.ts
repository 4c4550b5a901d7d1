export { default } from './features';
