using SalesFlow.Common;

namespace SalesFlow.ServiceLevels;

/// <summary>
/// Whether customers were content. Key: <c>tenant/{conversation id}</c>. Asked when a person ends a talk: gives it back after having written, or resolves
/// it; at most once in some days, and only while a free message may be sent. The verdict is the person's who wrote last since the talk was opened; where
/// none wrote, it is the agent's that answered.
/// </summary>
[Alias("csat")]
public interface ISatisfactionGrain : ITenantScoped
{
    /// <summary>A person ended the talk: the customer is asked, if it is time.</summary>
    /// <param name="commandId">Makes a repeat harmless.</param>
    /// <param name="about">Whose work it is about.</param>
    /// <param name="language">The talk's language.</param>
    /// <param name="at">When it ended, UTC.</param>
    [Alias("Ended")]
    Task<Outcome> Ended(string commandId, SatisfactionSubject about, string language, DateTimeOffset at);

    /// <summary>The customer pressed one of the answers. The first answer to a question counts; later ones change nothing.</summary>
    [Alias("Answered")]
    Task<Outcome> Answered(string commandId, string payload, DateTimeOffset at);

    /// <summary>The newest question, or null.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<SatisfactionView?> Get();
}

/// <summary>Whose work a verdict is about: a person's or an agent's.</summary>
/// <param name="UserId">The person; empty where no person wrote.</param>
/// <param name="AgentId">The agent; null where a person wrote.</param>
[GenerateSerializer, Immutable, Alias("csat.subject")]
public sealed record SatisfactionSubject(string UserId, string? AgentId = null);

/// <summary>How answers are offered.</summary>
[GenerateSerializer]
public enum SatisfactionScale
{
    /// <summary>Three buttons that count 5, 3 and 1.</summary>
    Buttons = 0,
    /// <summary>A list from 5 to 1.</summary>
    List = 1,
}

/// <summary>Whether and how customers are asked.</summary>
/// <param name="Enabled">Whether they are asked.</param>
/// <param name="Scale">How answers are offered.</param>
/// <param name="EveryDays">The least days between two questions in one conversation, 1 to 365.</param>
[GenerateSerializer, Immutable, Alias("csat.settings")]
public sealed record SatisfactionSettings(bool Enabled = true, SatisfactionScale Scale = SatisfactionScale.Buttons, int EveryDays = 7);

/// <summary>The words that answers travel under.</summary>
public static class SatisfactionAnswers
{
    /// <summary>What the payload of every answer begins with.</summary>
    public const string Prefix = "csat:";

    /// <summary>The payload of an answer.</summary>
    public static string Payload(int question, int score) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Prefix}{question}:{score}");

    /// <summary>Reads a payload; null where it is none of ours.</summary>
    public static (int Question, int Score)? Read(string? payload)
    {
        if (payload?.StartsWith(Prefix, StringComparison.Ordinal) != true) return null;
        var parts = payload[Prefix.Length..].Split(':');
        return parts.Length == 2
            && int.TryParse(parts[0], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var question)
            && int.TryParse(parts[1], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var score)
            && score is >= 1 and <= 5
            ? (question, score)
            : null;
    }
}

/// <summary>The newest question.</summary>
/// <param name="Question">Its number within the conversation, from 1.</param>
/// <param name="UserId">The person whose work it is about; empty where it is an agent's.</param>
/// <param name="AskedAt">When it was put into the outbox, or null.</param>
/// <param name="Score">1 to 5, or null.</param>
/// <param name="Skipped">Why it was not asked, or null.</param>
/// <param name="Version">The entity's version.</param>
/// <param name="AgentId">The agent whose work it is about; null where it is a person's.</param>
[GenerateSerializer, Immutable, Alias("csat.view")]
public sealed record SatisfactionView(
    int Question, string UserId, DateTimeOffset? AskedAt, int? Score, string? Skipped, long Version, string? AgentId = null);

/// <summary>A question is to be asked. UserId is empty where it is about an agent's work.</summary>
[EventName("csat.planned")]
public sealed record SatisfactionPlanned(
    int Question, string UserId, string Language, SatisfactionScale Scale, DateTimeOffset At, string? AgentId = null) : IDomainEvent;

/// <summary>The question is in the conversation's outbox.</summary>
[EventName("csat.asked")]
public sealed record SatisfactionAsked(int Question, string UserId, DateTimeOffset At, string? AgentId = null) : IDomainEvent;

/// <summary>The question will not be asked: opted out, the window closed, or the talk went on.</summary>
[EventName("csat.skipped")]
public sealed record SatisfactionSkipped(int Question, string Reason, DateTimeOffset At) : IDomainEvent;

/// <summary>The customer answered.</summary>
[EventName("csat.answered")]
public sealed record SatisfactionAnswered(int Question, string UserId, int Score, DateTimeOffset At, string? AgentId = null) : IDomainEvent;
