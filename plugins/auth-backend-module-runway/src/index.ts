export { authModuleRunway as default } from './module';
