import { useEffect, useMemo, useRef } from 'react';
import { useParams, useSearchParams } from 'react-router-dom';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { BreadcrumbEntry } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  SecretsContextProvider,
  type FieldExtensionOptions,
  type TemplateParameterSchema,
} from '@backstage/plugin-scaffolder-react';
import { useTemplateSchema } from '@backstage/plugin-scaffolder-react/alpha';
import type { JsonObject } from '@backstage/types';
import { getDefaultFormState } from '@rjsf/utils';
import { runCreatePermission } from '@runway/plugin-provisioning-common';
import { PageBody } from '../common/PageBody';
import { Panel } from '../common/Panel';
import { CreateDenied } from './CreateDenied';
import { DetailsStep } from './DetailsStep';
import { explainFormErrors, formValidator } from './explainFormErrors';
import { ReviewStep } from './ReviewStep';
import {
  OWNER_FIELD,
  toTemplateForm,
  type TemplateForm,
} from './toTemplateForm';
import { useCreateDraft } from './useCreateDraft';
import { useFormFields } from './useFormFields';
import { useOwnTeam } from './useOwnTeam';
import { useStartRun } from './useStartRun';
import { useTemplateManifest } from './useTemplateManifest';
import { WhatHappens } from './WhatHappens';
import { WizardLoading, WizardUnavailable } from './WizardUnavailable';
import { WizardSteps } from './WizardSteps';
import styles from './CreateWizard.module.css';

/** From a template to a run in two steps and a press. */
export function CreateWizard() {
  const { namespace = 'default', templateName = '' } = useParams();
  const templateRef = stringifyEntityRef({
    kind: 'Template',
    namespace,
    name: templateName,
  });
  const { manifest, error, retry } = useTemplateManifest(templateRef);
  const permission = usePermission({ permission: runCreatePermission });
  const fields = useFormFields();

  let content = <WizardLoading />;
  if (!permission.loading && !permission.allowed) {
    content = <CreateDenied error={permission.error} />;
  } else if (error) {
    content = (
      <WizardUnavailable name={templateName} error={error} onRetry={retry} />
    );
  } else if (manifest && fields && !permission.loading) {
    content = (
      <SecretsContextProvider>
        <Wizard
          key={templateRef}
          templateRef={templateRef}
          manifest={manifest}
          fields={fields}
        />
      </SecretsContextProvider>
    );
  }
  return (
    <BreadcrumbEntry
      entry={{
        label: manifest?.title ?? templateName,
        href: `templates/${namespace}/${templateName}`,
      }}
    >
      <PageBody>{content}</PageBody>
    </BreadcrumbEntry>
  );
}

function Wizard(props: {
  templateRef: string;
  manifest: TemplateParameterSchema;
  fields: FieldExtensionOptions[];
}) {
  const { templateRef, manifest, fields } = props;
  const { steps, presentation } = useTemplateSchema(manifest);
  const labels = presentation?.buttonLabels;
  // The hook makes new objects each time; the form is made once a template.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const form = useMemo(() => toTemplateForm(steps), [manifest]);
  const [search, setSearch] = useSearchParams();
  const initial = useMemo(() => readInitialValues(form, search), []); // eslint-disable-line react-hooks/exhaustive-deps
  const draft = useCreateDraft(templateRef, initial, form.secretFields);
  const { values, setValues } = draft;
  const start = useStartRun({
    templateRef,
    requestIdFor: draft.requestIdFor,
    onStarted: draft.clear,
  });

  const ownTeam = useOwnTeam();
  const asksOwner = Boolean(form.schema.properties?.[OWNER_FIELD]);
  useEffect(() => {
    if (asksOwner && ownTeam && !draft.restored && !values[OWNER_FIELD]) {
      setValues({ ...values, [OWNER_FIELD]: ownTeam });
    }
    // Only when the team becomes known: a person who clears the field means it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [ownTeam]);

  const complete = Object.keys(explainFormErrors(form, values)).length === 0;
  const step =
    search.get('step') === 'review' && complete ? 'review' : 'details';
  const goTo = (next: 'details' | 'review') => {
    setSearch(next === 'review' ? { step: 'review' } : {});
  };

  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current !== step) {
      shown.current = step;
      window.scrollTo({ top: 0 });
      heading.current?.focus({ preventScroll: true });
    }
  }, [step]);

  return (
    <>
      <div className={styles.top}>
        <h1 ref={heading} tabIndex={-1} className={styles.title}>
          {step === 'review'
            ? `Review ${values.name ?? manifest.title}`
            : manifest.title}
        </h1>
        <WizardSteps current={step} />
      </div>
      {step === 'details' ? (
        <div className={styles.columns}>
          <Panel title="Details" titleHidden>
            <DetailsStep
              templateRef={templateRef}
              form={form}
              fields={fields}
              values={values}
              onChange={setValues}
              onContinue={() => goTo('review')}
              continueLabel={labels?.reviewButtonText ?? 'Review'}
            />
          </Panel>
          <WhatHappens
            templateRef={templateRef}
            description={manifest.description}
          />
        </div>
      ) : (
        <ReviewStep
          templateRef={templateRef}
          values={values}
          start={start}
          createLabel={labels?.createButtonText ?? 'Create service'}
          onBack={() => goTo('details')}
        />
      )}
    </>
  );
}

/** The template's defaults, overridden by what a link brings along in `formData`. */
function readInitialValues(
  form: TemplateForm,
  search: URLSearchParams,
): JsonObject {
  let fromLink: JsonObject = {};
  try {
    fromLink = JSON.parse(search.get('formData') ?? '{}');
  } catch {
    // A broken link still leads to an empty form.
  }
  return (getDefaultFormState(
    formValidator,
    form.schema,
    fromLink,
    form.schema,
    false,
    { allOf: 'populateDefaults' },
  ) ?? {}) as JsonObject;
}
