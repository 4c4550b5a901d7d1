import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FilesPanel } from './FilesPanel';

const files = [
  {
    repository: 'team/service',
    path: 'README.md',
    size: 9,
    content: '# Service',
  },
  { repository: 'team/service', path: 'src/a.ts', size: 7, content: 'const a' },
  {
    repository: 'team/service',
    path: 'src/long.ts',
    size: 4_000,
    content: Array.from({ length: 1_000 }, (_, line) => `line ${line}`).join(
      '\n',
    ),
  },
  { repository: 'team/service', path: 'logo.png', size: 48_213 },
];

describe('FilesPanel', () => {
  it('is worked by keyboard: arrows move, left and right close and open, Enter shows', async () => {
    const user = userEvent.setup();
    render(<FilesPanel files={files} failed={false} />);
    const tree = screen.getByRole('tree', { name: 'Files' });
    expect(tree).toBeInTheDocument();
    await user.tab();
    expect(screen.getByRole('treeitem', { name: 'README.md' })).toHaveFocus();

    await user.keyboard('{Home}');
    expect(
      screen.getByRole('treeitem', { name: 'team/service' }),
    ).toHaveFocus();
    await user.keyboard('{ArrowDown}{ArrowLeft}');
    expect(screen.getByRole('treeitem', { name: 'src' })).toHaveAttribute(
      'aria-expanded',
      'false',
    );
    expect(screen.queryByRole('treeitem', { name: 'a.ts' })).toBeNull();
    await user.keyboard('{ArrowRight}{ArrowRight}{Enter}');
    expect(screen.getByRole('treeitem', { name: 'a.ts' })).toHaveAttribute(
      'aria-selected',
      'true',
    );
    expect(
      screen.getByRole('region', { name: 'Content of src/a.ts' }),
    ).toHaveTextContent('const a');
  });

  it('cuts a long file until the rest is asked for', async () => {
    const user = userEvent.setup();
    render(<FilesPanel files={files} failed={false} />);
    await user.click(screen.getByRole('treeitem', { name: 'long.ts' }));
    const content = screen.getByRole('region', {
      name: 'Content of src/long.ts',
    });
    expect(content).not.toHaveTextContent('line 400');
    await user.click(screen.getByRole('button', { name: 'Show all lines' }));
    expect(content).toHaveTextContent('line 999');
  });

  it('says that a file can’t be shown', async () => {
    const user = userEvent.setup();
    render(<FilesPanel files={files} failed={false} />);
    await user.click(screen.getByRole('treeitem', { name: 'logo.png' }));
    expect(screen.getByText(/not text, or too large/)).toBeInTheDocument();
    expect(screen.getByText('48.2 kB')).toBeInTheDocument();
  });
});
