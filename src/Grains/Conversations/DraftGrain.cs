using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Entities;

namespace SalesFlow.Grains.Conversations;

/// <summary>A draft: worth keeping, not worth telling anybody.</summary>
[GrainType("draft")]
public sealed class DraftGrain([PersistentState("draft", EntityStorage.Relational)] IPersistentState<DraftState> storage, TimeProvider clock)
    : Grain, IDraftGrain
{
    /// <inheritdoc/>
    public async Task<Outcome> Keep(string? text, string? replyTo, long? expectedVersion)
    {
        var version = storage.State.Version;
        if (expectedVersion is { } seen && seen != version) return new Outcome(Refusal.StaleVersion, version);
        var kept = string.IsNullOrEmpty(text) ? null : text.Length <= CannedText.MaxText ? text : text[..CannedText.MaxText];
        if (kept == storage.State.Text && replyTo == storage.State.ReplyTo) return new Outcome(Refusal.None, version);
        // The instant is the version: a draft that was forgotten and begun anew has another one than before.
        var now = clock.GetUtcNow();
        if (now < storage.State.UpdatedAt.AddMilliseconds(1)) now = storage.State.UpdatedAt.AddMilliseconds(1);
        storage.State = new DraftState { Text = kept, ReplyTo = kept is null ? null : replyTo, UpdatedAt = now };
        try
        {
            if (kept is null) await storage.ClearStateAsync();
            else await storage.WriteStateAsync();
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
        return new Outcome(Refusal.None, storage.State.Version);
    }

    /// <inheritdoc/>
    public Task<DraftView?> Get() =>
        Task.FromResult(storage.State is { Text: { } text } s ? new DraftView(text, s.ReplyTo, s.UpdatedAt, s.Version) : null);
}

/// <summary>What is stored of a draft.</summary>
public sealed class DraftState
{
    /// <summary>The text, or null.</summary>
    public string? Text { get; set; }

    /// <summary>The message that it answers, or null.</summary>
    public string? ReplyTo { get; set; }

    /// <summary>When it was kept, UTC.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Tells this form of the draft from others; 0 where there is none.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long Version => Text is null ? 0 : UpdatedAt.ToUnixTimeMilliseconds();
}
