import { useMemo, useRef, useState, type FormEvent } from 'react';
import { useApiHolder } from '@backstage/frontend-plugin-api';
import type { FieldExtensionOptions } from '@backstage/plugin-scaffolder-react';
import {
  Form,
  createAsyncValidators,
} from '@backstage/plugin-scaffolder-react/alpha';
import type { JsonObject } from '@backstage/types';
import { Button, VisuallyHidden } from '@backstage/ui';
import { RiArrowRightLine } from '@remixicon/react';
import type { ErrorSchema } from '@rjsf/utils';
import { Notice } from '../common/Notice';
import {
  explainFormErrors,
  formValidator,
  isUnfinishedName,
} from './explainFormErrors';
import { NameHelp } from './NameHelp';
import { SectionedFields } from './SectionedFields';
import { NAME_FIELD, type TemplateForm } from './toTemplateForm';
import { useTypingCheck } from './useTypingCheck';
import styles from './DetailsStep.module.css';

const TEMPLATES = { ObjectFieldTemplate: SectionedFields };

/** First step: what the service is called, whose it is, and whatever else the template asks. */
export function DetailsStep(props: {
  templateRef: string;
  form: TemplateForm;
  fields: FieldExtensionOptions[];
  values: JsonObject;
  onChange(values: JsonObject): void;
  onContinue(): void;
  continueLabel: string;
}) {
  const { templateRef, form, fields, values, onChange, onContinue } = props;
  const apiHolder = useApiHolder();
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [typingName, setTypingName] = useState(false);
  const [submitted, setSubmitted] = useState(false);
  const [late, setLate] = useState<{ about: string; errors: ErrorSchema }>();
  const [validating, setValidating] = useState(false);
  const container = useRef<HTMLDivElement>(null);
  const check = useTypingCheck(
    templateRef,
    values,
    Boolean(form.schema.properties?.[NAME_FIELD]),
  );

  const components = useMemo(
    () => Object.fromEntries(fields.map(f => [f.name, f.component])),
    [fields],
  );
  const validateLate = useMemo(
    () =>
      createAsyncValidators(
        form.mergedSchema,
        Object.fromEntries(fields.map(f => [f.name, f.validation])),
        { apiHolder },
      ),
    [form, fields, apiHolder],
  );

  const problems: ErrorSchema = explainFormErrors(form, values);
  const errors = collectErrors({
    problems,
    visible: field => {
      if (field === NAME_FIELD && typingName && !submitted) {
        return !isUnfinishedName(values[NAME_FIELD]);
      }
      return submitted || touched.has(field);
    },
    check: check.errors,
    late: late?.about === JSON.stringify(values) ? late.errors : {},
  });

  const touch = (id: string | undefined) => {
    const field = id?.replace(/^root_/, '').split('_')[0];
    if (field && !touched.has(field)) {
      setTouched(new Set([...touched, field]));
    }
  };
  const focusFirst = (names: string[]) => {
    const first = Object.keys(form.schema.properties ?? {}).find(name =>
      names.includes(name),
    );
    const element =
      container.current?.querySelector<HTMLElement>(`#root_${first}`) ?? null;
    (element?.matches('input, textarea, select, button')
      ? element
      : element?.querySelector<HTMLElement>('input, textarea, button')
    )?.focus();
  };

  const proceed = async () => {
    setSubmitted(true);
    const wrong = [...Object.keys(problems), ...Object.keys(check.errors)];
    if (wrong.length > 0) {
      focusFirst(wrong);
      return;
    }
    setValidating(true);
    try {
      const found = withoutEmpty(
        (await validateLate(values)) as unknown as Record<string, ErrorSchema>,
      );
      delete found[NAME_FIELD];
      setLate({ about: JSON.stringify(values), errors: found as ErrorSchema });
      if (Object.keys(found).length > 0) {
        focusFirst(Object.keys(found));
      } else {
        onContinue();
      }
    } finally {
      setValidating(false);
    }
  };

  const uiSchema = {
    ...form.uiSchema,
    [NAME_FIELD]: {
      ...form.uiSchema[NAME_FIELD],
      ...(errors[NAME_FIELD]
        ? {}
        : { 'ui:help': <NameHelp state={check.state} /> }),
    },
  };
  const wrongCount = Object.keys(errors).length;

  return (
    <div ref={container} className={styles.form}>
      <VisuallyHidden>
        <div role="status" aria-label="Problem with the name">
          {errors[NAME_FIELD]?.__errors?.join(' ')}
        </div>
      </VisuallyHidden>
      <Form
        EXPERIMENTAL_theme="bui"
        validator={formValidator}
        schema={form.schema}
        uiSchema={uiSchema}
        formData={values}
        formContext={{ formData: values, sections: form.sections }}
        fields={components}
        templates={TEMPLATES}
        extraErrors={errors as ErrorSchema}
        noValidate
        noHtml5Validate
        showErrorList={false}
        experimental_defaultFormStateBehavior={{ allOf: 'populateDefaults' }}
        onChange={(event: { formData?: JsonObject }, id?: string) => {
          touch(id);
          onChange(event.formData ?? {});
        }}
        onFocus={(id: string) => setTypingName(id === `root_${NAME_FIELD}`)}
        onBlur={(id: string, value: unknown) => {
          setTypingName(false);
          if (value !== undefined && value !== '') {
            touch(id);
          }
        }}
        onSubmit={(_: unknown, event: FormEvent) => {
          event.preventDefault();
          proceed();
        }}
      >
        {submitted && wrongCount > 0 && (
          <Notice
            announce
            tone="danger"
            title={
              wrongCount === 1
                ? 'One field needs another look'
                : `${wrongCount} fields need another look`
            }
          >
            They are marked above. Nothing you filled in is lost.
          </Notice>
        )}
        <div className={styles.actions}>
          <Button
            type="submit"
            variant="primary"
            size="medium"
            isPending={validating}
            iconEnd={<RiArrowRightLine />}
          >
            {props.continueLabel}
          </Button>
        </div>
      </Form>
    </div>
  );
}

/** Puts together what is to be shown at which field. */
function collectErrors(options: {
  problems: ErrorSchema;
  visible(field: string): boolean;
  check: Record<string, string>;
  late: ErrorSchema;
}): Record<string, ErrorSchema> {
  const errors: Record<string, ErrorSchema> = {};
  for (const [field, problem] of Object.entries(options.problems)) {
    if (options.visible(field)) {
      errors[field] = problem as ErrorSchema;
    }
  }
  for (const [field, problem] of Object.entries(options.late)) {
    errors[field] ??= problem as ErrorSchema;
  }
  for (const [field, message] of Object.entries(options.check)) {
    errors[field] ??= { __errors: [message] } as ErrorSchema;
  }
  return errors;
}

function withoutEmpty(
  validation: Record<string, ErrorSchema>,
): Record<string, ErrorSchema> {
  return Object.fromEntries(
    Object.entries(validation).filter(([, value]) => hasErrors(value)),
  );
}

function hasErrors(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const { __errors, ...nested } = value as { __errors?: string[] };
  return Boolean(__errors?.length) || Object.values(nested).some(hasErrors);
}
