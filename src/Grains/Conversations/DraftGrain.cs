using SalesFlow.Conversations;
using SalesFlow.Entities;

namespace SalesFlow.Grains.Conversations;

/// <summary>A draft: worth keeping, not worth telling anybody.</summary>
[GrainType("draft")]
public sealed class DraftGrain([PersistentState("draft", EntityStorage.Relational)] IPersistentState<DraftState> storage, TimeProvider clock)
    : Grain, IDraftGrain
{
    /// <inheritdoc/>
    public async Task Keep(string? text, string? replyTo)
    {
        var kept = string.IsNullOrEmpty(text) ? null : text.Length <= CannedText.MaxText ? text : text[..CannedText.MaxText];
        if (kept == storage.State.Text && replyTo == storage.State.ReplyTo) return;
        storage.State = new DraftState { Text = kept, ReplyTo = kept is null ? null : replyTo, UpdatedAt = clock.GetUtcNow() };
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
    }

    /// <inheritdoc/>
    public Task<DraftView?> Get() =>
        Task.FromResult(storage.State is { Text: { } text } s ? new DraftView(text, s.ReplyTo, s.UpdatedAt) : null);
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
}
