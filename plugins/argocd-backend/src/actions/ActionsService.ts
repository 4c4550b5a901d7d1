import {
  BackstageCredentials,
  BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';
import {
  Action,
  ActionPreview,
  ActionRequest,
  AllowedActions,
  ApplicationRef,
  BulkRefreshResult,
  StartAction,
} from '@runway/plugin-argocd-common';

/** Who acts. */
export interface PersonOptions {
  credentials: BackstageCredentials<BackstageUserPrincipal>;
}

/** What people do with applications: shown before, done once, followed to the end. */
export interface ActionsService {
  allowed(ref: ApplicationRef, options: PersonOptions): Promise<AllowedActions>;
  /** Changes nothing. */
  preview(
    ref: ApplicationRef,
    request: ActionRequest,
    options: PersonOptions,
  ): Promise<ActionPreview>;
  /**
   * @throws ConflictError when the application is no longer as it was shown, or somebody else is at it; InputError without
   * the preview's token
   */
  start(
    ref: ApplicationRef,
    body: StartAction,
    options: PersonOptions,
  ): Promise<Action>;
  /** @throws NotFoundError */
  get(id: string, options: PersonOptions): Promise<Action>;
  /** The latest 20, newest first. */
  list(ref: ApplicationRef, options: PersonOptions): Promise<Action[]>;
  /** Each one's outcome, in order. */
  refreshAll(
    refs: ApplicationRef[],
    options: PersonOptions,
  ): Promise<BulkRefreshResult>;
}
