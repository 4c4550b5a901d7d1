export { catalogModuleRunway as default } from './module';
