using SalesFlow.Channels;
using SalesFlow.Entities;

namespace SalesFlow.Grains.Channels;

/// <summary>A connected number: its secret, its pace, whether it may send. Its ledger is memory: after a crash it starts with one second's worth.</summary>
[GrainType("whatsapp-number")]
public sealed class WhatsAppNumberGrain(
    [PersistentState("whatsapp-number", EntityStorage.Relational)] IPersistentState<WhatsAppNumberState> storage, TimeProvider clock)
    : Grain, IWhatsAppNumberGrain
{
    private NumberPace _pace = NumberPace.Start(clock.GetUtcNow());

    /// <inheritdoc/>
    public async Task Connect(NumberCredentials credentials, string businessAccountId)
    {
        if (storage.State.ProtectedToken == credentials.ProtectedToken && storage.State.StoppedReason is null) return;
        storage.State = new WhatsAppNumberState { ProtectedToken = credentials.ProtectedToken, BusinessAccountId = businessAccountId };
        await storage.WriteStateAsync();
    }

    /// <inheritdoc/>
    public Task<NumberCredentials?> GetCredentials() =>
        Task.FromResult(storage.State is { ProtectedToken: { } token, StoppedReason: null } ? new NumberCredentials(token) : null);

    /// <inheritdoc/>
    public Task<SendLease> Lease(int wanted)
    {
        (_pace, var granted, var wait) = _pace.Lease(wanted, clock.GetUtcNow());
        return Task.FromResult(new SendLease(granted, wait));
    }

    /// <inheritdoc/>
    public Task SlowDown()
    {
        _pace = _pace.SlowDown(clock.GetUtcNow());
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task Stop(string reason)
    {
        if (storage.State.StoppedReason is not null) return;
        storage.State = new WhatsAppNumberState
        {
            ProtectedToken = storage.State.ProtectedToken, BusinessAccountId = storage.State.BusinessAccountId, StoppedReason = reason,
        };
        await storage.WriteStateAsync();
    }
}

/// <summary>What is stored of a number.</summary>
public sealed class WhatsAppNumberState
{
    /// <summary>The protected access token, or null where the number is not connected.</summary>
    public string? ProtectedToken { get; set; }

    /// <summary>The business account.</summary>
    public string? BusinessAccountId { get; set; }

    /// <summary>Why nothing is sent from it, or null.</summary>
    public string? StoppedReason { get; set; }
}
