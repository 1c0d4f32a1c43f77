using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tenancy;

/// <summary>A sign-in. Everything in it is personal or secret, so it makes no events.</summary>
[GrainType("account")]
public sealed class AccountGrain(
    [PersistentState("account", EntityStorage.Relational)] IPersistentState<AccountState> storage, TimeProvider clock) : Grain, IAccountGrain
{
    private static readonly Outcome Done = new(Refusal.None, 1);
    private AccountState _unknown = new();

    private AccountState State => storage.State;

    private DateTimeOffset Now => clock.GetUtcNow();

    /// <inheritdoc/>
    public async Task<Outcome> Open(string commandId, OpenAccount command)
    {
        if (State.Account is { } existing)
        {
            return State.OpenedBy == commandId || existing.UserId == command.UserId
                ? new Outcome(Refusal.None, 1, Repeated: true)
                : new Outcome(Refusal.Taken, 1, "email");
        }
        await Keep(new AccountState { Account = command, OpenedBy = commandId, IsActive = true });
        return Done;
    }

    /// <inheritdoc/>
    public Task<AccountView?> Get() => Task.FromResult(State.View());

    /// <inheritdoc/>
    public async Task<SignInAttempt> Attempt()
    {
        if (State.Account is null)
        {
            // Nothing is stored for addresses that somebody made up.
            (_unknown, var nobody) = _unknown.Attempt(Now);
            return nobody;
        }
        var (next, answer) = State.Attempt(Now);
        if (next != State) await Keep(next);
        return answer;
    }

    /// <inheritdoc/>
    public async Task<Outcome> Start(NewSession session)
    {
        if (State.View() is not { IsActive: true }) return new Outcome(Refusal.NotFound, 0);
        await Keep(State.Start(session, Now));
        return Done;
    }

    /// <inheritdoc/>
    public async Task<Rotation> Rotate(RotateSession rotate)
    {
        var (next, answer) = State.Rotate(rotate, Now);
        if (!ReferenceEquals(next, State)) await Keep(next);
        return answer;
    }

    /// <inheritdoc/>
    public Task<bool> IsLive(string sessionId) => Task.FromResult(State.IsLive(sessionId, Now));

    /// <inheritdoc/>
    public Task<IReadOnlyList<SessionView>> Sessions() => Task.FromResult<IReadOnlyList<SessionView>>(State.Live(Now));

    /// <inheritdoc/>
    public async Task<Outcome> End(string sessionId)
    {
        if (State.Sessions.All(s => s.Id != sessionId)) return new Outcome(Refusal.NotFound, 1);
        await Keep(State.Without(sessionId));
        return Done;
    }

    /// <inheritdoc/>
    public async Task<Outcome> EndAll(string? but)
    {
        if (State.Sessions.Any(s => s.Id != but)) await Keep(State.Only(but));
        return Done;
    }

    /// <inheritdoc/>
    public async Task<Outcome> SetPassword(string passwordHash, string? keepSession)
    {
        if (State.View() is not { IsActive: true }) return new Outcome(Refusal.NotFound, 0);
        await Keep(State.WithPassword(passwordHash, keepSession));
        return Done;
    }

    /// <inheritdoc/>
    public async Task<Outcome> AdmitLetter()
    {
        if (State.View() is not { IsActive: true }) return new Outcome(Refusal.NotFound, 0);
        if (State.WithLetter(Now) is not { } next) return new Outcome(Refusal.LimitReached, 1, "letters");
        await Keep(next);
        return Done;
    }

    /// <inheritdoc/>
    public async Task<Outcome> Issue(TicketKind kind, string hash, TimeSpan life)
    {
        if (State.View() is not { IsActive: true }) return new Outcome(Refusal.NotFound, 0);
        await Keep(State.WithTicket(kind, hash, life, Now));
        return Done;
    }

    /// <inheritdoc/>
    public async Task<Outcome> Redeem(TicketKind kind, string hash, string passwordHash)
    {
        if (State.Redeem(kind, hash, passwordHash, Now) is not { } next) return new Outcome(Refusal.BadCredentials, 1);
        await Keep(next);
        return Done;
    }

    /// <inheritdoc/>
    public async Task<AccountView?> Exchange(string hash)
    {
        if (State.Exchange(hash, Now) is not { } next) return null;
        await Keep(next);
        return State.View();
    }

    /// <inheritdoc/>
    public async Task<TimeSpan?> Challenge(NewChallenge challenge)
    {
        var (next, wait) = State.Ask(challenge, Now);
        if (!ReferenceEquals(next, State)) await Keep(next);
        return wait;
    }

    /// <inheritdoc/>
    public async Task<Outcome> AskAgain(string challengeId, CodeWay way)
    {
        var (next, outcome) = State.AskAgain(challengeId, way, Now);
        if (outcome.Accepted) await Keep(next);
        return outcome;
    }

    /// <inheritdoc/>
    public async Task<string?> IssueCode(string challengeId, string codeHash)
    {
        if (State.IssueCode(challengeId, codeHash, Now) is not { } issued) return null;
        await Keep(issued.Next);
        return issued.Target;
    }

    /// <inheritdoc/>
    public Task<ChallengeView?> Challenged(string challengeId) => Task.FromResult(State.Challenged(challengeId, Now));

    /// <inheritdoc/>
    public async Task<ChallengeResult> Answer(string challengeId, ChallengeAnswer answer)
    {
        var (next, result) = State.Answer(challengeId, answer, Now);
        if (!ReferenceEquals(next, State)) await Keep(next);
        return result;
    }

    /// <inheritdoc/>
    public Task<TotpView> Totp() => Task.FromResult(State.Totp(Now));

    /// <inheritdoc/>
    public async Task<Outcome> EnrolTotp(string protectedSecret)
    {
        if (State.View() is not { IsActive: true }) return new Outcome(Refusal.NotFound, 0);
        if (State.TotpSecret is not null) return new Outcome(Refusal.WrongStatus, 1, "totp");
        await Keep(State.EnrolTotp(protectedSecret, Now));
        return Done;
    }

    /// <inheritdoc/>
    public async Task<ChallengeResult> ConfirmTotp(long? step, IReadOnlyList<string> recoveryHashes)
    {
        var (next, result) = State.ConfirmTotp(step, recoveryHashes, Now);
        if (!ReferenceEquals(next, State)) await Keep(next);
        return result;
    }

    /// <inheritdoc/>
    public async Task<Outcome> RemoveTotp()
    {
        if (State.TotpSecret is null) return new Outcome(Refusal.NotFound, 1);
        await Keep(State.WithoutTotp());
        return Done;
    }

    private async Task Keep(AccountState next)
    {
        var before = storage.State;
        storage.State = next;
        try
        {
            await storage.WriteStateAsync();
        }
        catch
        {
            storage.State = before;
            DeactivateOnIdle();
            throw;
        }
    }
}
