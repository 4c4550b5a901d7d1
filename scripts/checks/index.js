// `node --test scripts/checks/` runs a folder's index: this is all of them.
import('./generated-project.test.mjs');
import('./gitops.test.mjs');
import('./helm.test.mjs');
import('./helm-api-service.test.mjs');
import('./helm-tenant.test.mjs');
import('./pipelines.test.mjs');
