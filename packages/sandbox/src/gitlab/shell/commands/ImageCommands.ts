import { posix } from 'node:path';
import type { CommandCall, CommandResult, ShellBuiltin } from '../ShellSession';

/** Where a job's images go. */
export interface ImageDestination {
  /** Records the image, or says why the registry refuses it. */
  push(image: string): { digest: string } | { refusal: string };
}

/** Builders and pushers of images: kaniko, Docker, Podman, Buildah, crane and skopeo. Nothing is built; that a tag exists afterwards is all there is. */
export class ImageCommands {
  /** Images that the job has built or tagged. */
  readonly #local = new Set<string>();
  readonly #signedIn = new Set<string>();

  constructor(private readonly registry: ImageDestination) {}

  get builtins(): Record<string, ShellBuiltin> {
    const engine = (call: CommandCall) => this.#engine(call);
    return {
      executor: call => this.#kaniko(call),
      docker: engine,
      podman: engine,
      buildah: engine,
      crane: call => this.#copy(call),
      skopeo: call => this.#copy(call),
    };
  }

  #kaniko({ session, args }: CommandCall): CommandResult {
    const context = option(args, '--context', '-c')?.[0] ?? '/workspace';
    const directory = session.resolve(context.replace(/^dir:\/\//, ''));
    const dockerfile = posix.resolve(
      directory,
      option(args, '--dockerfile', '-f')?.[0] ?? 'Dockerfile',
    );
    if (!session.files.get(dockerfile)) {
      return {
        code: 1,
        error:
          'Error: error resolving dockerfile path: please provide a valid path to a Dockerfile within the build context with --dockerfile\n',
      };
    }
    const images = option(args, '--destination', '-d') ?? [];
    if (args.includes('--no-push')) {
      return {
        code: 0,
        out: 'Skipping push to container registry due to --no-push flag\n',
      };
    }
    if (images.length === 0) {
      return {
        code: 1,
        error: 'Error: you must provide --destination, or use --no-push\n',
      };
    }
    return this.#pushAll(images);
  }

  #engine({ session, args, input }: CommandCall): CommandResult {
    const [command, ...rest] =
      args[0] === 'image' || args[0] === 'buildx' ? args.slice(1) : args;
    switch (command) {
      case 'login':
        return this.#login(rest, input);
      case 'build':
      case 'bud':
      case 'build-using-dockerfile':
        return this.#build(session, rest);
      case 'tag':
        this.#local.add(rest[rest.length - 1] ?? '');
        return { code: 0 };
      case 'push': {
        const image = pushedImage(rest);
        if (!this.#local.has(image)) {
          return {
            code: 125,
            error: `Error: ${image}: image not known\n`,
          };
        }
        if (!this.#signedIn.has(image.split('/')[0])) {
          return {
            code: 125,
            error: `Error: pushing ${image}: unauthorized: authentication required\n`,
          };
        }
        return this.#pushAll([image], digest =>
          option(rest, '--digestfile')?.forEach(file =>
            session.files.write(session.resolve(file), digest),
          ),
        );
      }
      default:
        return { code: 0 };
    }
  }

  #login(args: string[], input: string): CommandResult {
    const username = option(args, '--username', '-u')?.[0] ?? '';
    const password = args.includes('--password-stdin')
      ? input.trim()
      : option(args, '--password', '-p')?.[0] ?? '';
    const host = args[args.length - 1] ?? '';
    if (!username || !password) {
      return {
        code: 125,
        error: `Error: logging into "${host}": user name or password is empty: is the CI/CD variable set, and is this branch protected?\n`,
      };
    }
    this.#signedIn.add(host.replace(/^https?:\/\//, ''));
    return { code: 0, out: 'Login Succeeded!\n' };
  }

  #build(session: CommandCall['session'], args: string[]): CommandResult {
    const context = session.resolve(contextOf(args));
    const file = option(args, '--file', '-f')?.[0];
    const candidates = file
      ? [session.resolve(file), posix.resolve(context, file)]
      : [`${context}/Dockerfile`, `${context}/Containerfile`];
    if (!candidates.some(path => session.files.get(path))) {
      return {
        code: 125,
        error:
          'Error: no Containerfile or Dockerfile specified or found in context directory\n',
      };
    }
    const images = option(args, '--tag', '-t') ?? [];
    images.forEach(image => this.#local.add(image));
    if (args.includes('--push')) {
      return this.#pushAll(images);
    }
    return {
      code: 0,
      out: images.map(image => `Successfully tagged ${image}\n`).join(''),
    };
  }

  #copy({ args }: CommandCall): CommandResult {
    const words = args
      .filter(arg => !arg.startsWith('-'))
      .map(arg => arg.replace(/^docker:\/\//, ''));
    const [command, source, target] = words;
    if (command === 'copy' || command === 'cp') {
      return this.#pushAll([target ?? '']);
    }
    if (command === 'push') {
      return this.#pushAll([target ?? '']);
    }
    return command === 'tag' && source && target
      ? this.#pushAll([`${source.replace(/:[^:/]+$/, '')}:${target}`])
      : { code: 0 };
  }

  #pushAll(
    images: string[],
    onPushed: (digest: string) => void = () => {},
  ): CommandResult {
    let out = '';
    for (const image of images) {
      const pushed = this.registry.push(image);
      if ('refusal' in pushed) {
        return { code: 1, out, error: `Error: ${pushed.refusal}\n` };
      }
      onPushed(pushed.digest);
      out += `Pushed ${image}@${pushed.digest}\n`;
    }
    return { code: 0, out };
  }
}

/** Options of builders that take a value, needed to tell the context from a value. */
const valued = new Set(
  '--tag -t --file -f --build-arg --label --platform --target --format --isolation --layers --cache-from --cache-to --secret --network --arch --os --annotation --progress --output -o'.split(
    ' ',
  ),
);

function contextOf(args: string[]) {
  const words: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    if (valued.has(args[index])) {
      index += 1;
    } else if (!args[index].startsWith('-')) {
      words.push(args[index]);
    }
  }
  return words[words.length - 1] ?? '.';
}

/** `push [options] IMAGE [DESTINATION]` */
function pushedImage(args: string[]) {
  const words = args.filter(arg => !arg.startsWith('-'));
  return (words[1] ?? words[0] ?? '').replace(/^docker:\/\//, '');
}

/** Values of an option that may be given as `--name value` or `--name=value`, any number of times. */
function option(args: string[], ...names: string[]): string[] | undefined {
  const found = args.flatMap((arg, index) => {
    const name = names.find(candidate => arg === candidate);
    if (name) {
      return [args[index + 1] ?? ''];
    }
    const prefix = names.find(candidate => arg.startsWith(`${candidate}=`));
    return prefix ? [arg.slice(prefix.length + 1)] : [];
  });
  return found.length > 0 ? found : undefined;
}
