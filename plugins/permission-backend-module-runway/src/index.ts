export { permissionModuleRunway as default } from './module';
