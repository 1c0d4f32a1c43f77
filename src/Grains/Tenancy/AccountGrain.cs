using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tenancy;

/// <summary>A sign-in. Everything in it is personal or secret, so it makes no events.</summary>
[GrainType("account")]
public sealed class AccountGrain([PersistentState("account", EntityStorage.Relational)] IPersistentState<AccountState> storage) : Grain, IAccountGrain
{
    /// <inheritdoc/>
    public async Task<Outcome> Open(string commandId, OpenAccount command)
    {
        if (storage.State.Account is { } existing)
        {
            return storage.State.OpenedBy == commandId || existing.UserId == command.UserId
                ? new Outcome(Refusal.None, 1, Repeated: true)
                : new Outcome(Refusal.Taken, 1, "email");
        }
        storage.State = new AccountState { Account = command, OpenedBy = commandId, IsActive = true };
        try
        {
            await storage.WriteStateAsync();
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
        return new Outcome(Refusal.None, 1);
    }

    /// <inheritdoc/>
    public Task<AccountView?> Get() => Task.FromResult(storage.State.Account is { } a
        ? new AccountView(a.UserId, a.TenantId, a.Email, a.FullName, a.Role, a.PasswordHash, a.Language, storage.State.IsActive)
        : null);
}

/// <summary>What is stored of a sign-in.</summary>
public sealed class AccountState
{
    /// <summary>The account as it was opened, or null.</summary>
    public OpenAccount? Account { get; set; }

    /// <summary>The command that opened it.</summary>
    public string? OpenedBy { get; set; }

    /// <summary>Whether it may sign in.</summary>
    public bool IsActive { get; set; }
}
