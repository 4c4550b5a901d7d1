import type { ObjectFieldTemplateProps } from '@rjsf/utils';
import type { FormSection } from './toTemplateForm';
import styles from './SectionedFields.module.css';

/** Lays out a form: the parts of the template under their headings, nested objects as field sets. */
export function SectionedFields(props: ObjectFieldTemplateProps) {
  const { idSchema, properties, title, description, formContext } = props;
  if (idSchema.$id !== 'root') {
    return (
      <fieldset className={styles.nested}>
        {title && <legend>{title}</legend>}
        {description && <p className={styles.description}>{description}</p>}
        {properties.map(property => property.content)}
      </fieldset>
    );
  }
  const sections: FormSection[] = formContext?.sections ?? [];
  // A field that only appears with a certain answer is in no section: it follows the last one.
  const listed = new Set(sections.flatMap(section => section.fields));
  const groups = sections.map((section, index) => ({
    section,
    content: properties.filter(
      ({ name }) =>
        section.fields.includes(name) ||
        (index === sections.length - 1 && !listed.has(name)),
    ),
  }));
  return (
    <>
      {groups
        .filter(group => group.content.length > 0)
        .map(({ section, content }, index) => (
          <fieldset key={index} className={styles.section}>
            <legend>{section.title}</legend>
            {section.description && (
              <p className={styles.description}>{section.description}</p>
            )}
            {content.map(property => property.content)}
          </fieldset>
        ))}
    </>
  );
}
