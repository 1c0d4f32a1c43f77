using System.Text.Json.Serialization;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;

namespace SalesFlow.Grains.Letters;

/// <summary>A letter on its way.</summary>
internal sealed record LetterState : IFold<LetterState>
{
    public Letter? Letter { get; init; }

    public LetterStatus Status { get; init; }

    public int Attempts { get; init; }

    public LetterState Apply(IDomainEvent e) => e switch
    {
        LetterPosted p => this with { Letter = new Letter(p.Kind, p.AccountId, p.UserId, p.About, p.Challenge) },
        LetterAttempted a => this with { Attempts = a.Attempt },
        LetterClosed c => this with { Status = c.Status },
        _ => this,
    };
}

/// <summary>What happens to a letter. An attempt is written down before it is made, so that a crash cannot make more of them than there may be.</summary>
internal static class LetterDecisions
{
    /// <summary>The timer of the next attempt.</summary>
    public const string SendTimer = "send";

    /// <summary>How often it is tried.</summary>
    public const int MostAttempts = 5;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(60);

    public static Decision Post(LetterState state, Letter letter, DateTimeOffset now) => state.Letter is not null
        ? Decision.Refuse(Refusal.AlreadyExists)
        : Decision.Accept(new LetterPosted(letter.Kind, letter.AccountId, letter.UserId, now, letter.About, letter.Challenge)).DueAt(SendTimer, now);

    /// <summary>The timer is due: another attempt, whose own timer stands behind it, or the end.</summary>
    public static Decision Due(LetterState state, DateTimeOffset now)
    {
        if (state.Letter is null || state.Status != LetterStatus.Queued) return Decision.Nothing;
        if (state.Attempts >= MostAttempts) return Decision.Accept(new LetterClosed(LetterStatus.Failed, "attempts", now));
        var attempt = state.Attempts + 1;
        return Decision.Accept(new LetterAttempted(attempt, now)).DueAt(SendTimer, now + (Step * attempt));
    }

    public static Decision Record(LetterState state, int attempt, DispatchResult result, DateTimeOffset now)
    {
        if (state.Letter is null) return Decision.Refuse(Refusal.NotFound);
        if (state.Status != LetterStatus.Queued || attempt != state.Attempts) return Decision.Nothing;
        return result switch
        {
            DispatchResult.Sent => Decision.Accept(new LetterClosed(LetterStatus.Sent, null, now)).DueClear(SendTimer),
            DispatchResult.Later => Decision.Nothing,
            DispatchResult.NotConfigured => Decision.Accept(new LetterClosed(LetterStatus.Failed, "not_configured", now)).DueClear(SendTimer),
            _ => Decision.Accept(new LetterClosed(LetterStatus.Failed, "refused", now)).DueClear(SendTimer),
        };
    }
}

/// <summary>The stored JSON of letters, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnumConverter)])]
[JsonSerializable(typeof(EntityRecord<LetterState>))]
internal sealed partial class LettersJson : JsonSerializerContext;
