export { searchModuleDocs as default } from './module';
