import type { LedgerService } from '@runway/plugin-provisioning-node';
import { createLedgerAction } from './createLedgerAction';

/** The actions of golden-path templates, in the order in which a template uses them. */
export const createActions = (ledger: LedgerService) => [
  createLedgerAction(ledger, {
    id: 'runway:repository:publish',
    description:
      'Makes the GitLab project and commits the rendered skeleton in the requester’s name',
    example: {
      name: '${{ parameters.name }}',
      owner: '${{ parameters.owner }}',
      source: './skeleton',
    },
    input: {
      name: z => z.string().describe('Name of the service'),
      owner: z => z.string().describe('Entity ref of the owning group'),
      description: z => z.string().optional(),
      source: z =>
        z
          .string()
          .default('./skeleton')
          .describe('Folder of the template that becomes the repository'),
      values: z =>
        z
          .record(z.any())
          .optional()
          .describe('More values for the files, as ${{ values.<name> }}'),
    },
    output: {
      repositoryUrl: z => z.string(),
      projectSlug: z => z.string(),
      commitId: z => z.string(),
    },
  }),
  createLedgerAction(ledger, {
    id: 'runway:vault:provision',
    description:
      'Gives the service a secret, a policy and a Kubernetes auth role in Vault for each environment',
    example: {
      name: '${{ parameters.name }}',
      owner: '${{ parameters.owner }}',
      secrets: [{ key: 'SESSION_KEY', generate: { length: 32 } }],
    },
    input: {
      name: z => z.string().describe('Name of the service'),
      owner: z => z.string().describe('Entity ref of the owning group'),
      secrets: z =>
        z
          .array(
            z.object({
              key: z.string().regex(/^[A-Z][A-Z0-9_]*$/),
              generate: z.object({
                length: z.number().int().min(16).max(128),
              }),
            }),
          )
          .optional()
          .describe('Random values that the platform makes; length in bytes'),
    },
    output: {},
  }),
  createLedgerAction(ledger, {
    id: 'runway:gitops:commit',
    description:
      'Declares the service, and its team’s namespaces when they are new, in the GitOps repository',
    example: { source: './gitops', values: { port: 8080 } },
    input: {
      source: z =>
        z
          .string()
          .default('./gitops')
          .describe('Folder of the template that goes into the repository'),
      values: z => z.record(z.any()).optional(),
    },
    output: { imageTag: z => z.string().optional() },
  }),
  createLedgerAction(ledger, {
    id: 'runway:pipeline:wait',
    description:
      'Runs the first pipeline and waits until the newest one of the main branch has deployed to the first environment',
    example: {},
    input: {},
    output: { pipelineUrl: z => z.string() },
  }),
  createLedgerAction(ledger, {
    id: 'runway:argocd:wait',
    description:
      'Waits until Argo CD has made what Git declares and the service is Healthy',
    example: { environment: 'dev' },
    input: {
      environment: z =>
        z
          .string()
          .optional()
          .describe(
            'Environment where the service must become Healthy; none when the run makes namespaces alone',
          ),
    },
    output: {
      application: z => z.string().optional(),
      applicationUrl: z => z.string().optional(),
    },
  }),
  createLedgerAction(ledger, {
    id: 'runway:infrastructure:request',
    description:
      'Orders infrastructure by a merge request that Atlantis plans; it is followed until it is applied',
    example: {
      title: 'PostgreSQL database',
      stack: 'postgres-database',
      name: '${{ parameters.name }}',
      owner: '${{ parameters.owner }}',
      environment: '${{ parameters.environment }}',
      values: { size: '${{ parameters.size }}' },
    },
    input: {
      title: z => z.string().describe('What is ordered, for people'),
      stack: z =>
        z.string().describe('File of stacks/ in the infrastructure repository'),
      name: z => z.string().describe('Its name, within team and environment'),
      owner: z => z.string().describe('Entity ref of the owning group'),
      environment: z => z.string().describe('Where it is wanted'),
      source: z =>
        z
          .string()
          .default('./infrastructure')
          .describe('Folder of the template that goes into the repository'),
      values: z => z.record(z.any()).optional(),
    },
    output: {
      mergeRequestUrl: z => z.string(),
      entityRef: z => z.string(),
    },
  }),
  createLedgerAction(ledger, {
    id: 'runway:person:invite',
    description:
      'Adds a person to the catalog with a commit, and invites them to their team’s GitLab group',
    example: {
      displayName: '${{ parameters.displayName }}',
      email: '${{ parameters.email }}',
    },
    input: {
      displayName: z => z.string().describe('First and last name'),
      email: z =>
        z
          .string()
          .describe('Work address; what stands before the @ is the user name'),
      buddy: z =>
        z.string().optional().describe('Entity ref of who helps at first'),
      startDate: z =>
        z.string().optional().describe('First day, as YYYY-MM-DD'),
    },
    output: { entityRef: z => z.string() },
  }),
  createLedgerAction(ledger, {
    id: 'runway:catalog:register',
    description:
      'Registers the service’s catalog-info.yaml and waits until its page exists',
    example: { path: 'catalog-info.yaml' },
    input: { path: z => z.string().optional() },
    output: { entityRef: z => z.string() },
  }),
];
