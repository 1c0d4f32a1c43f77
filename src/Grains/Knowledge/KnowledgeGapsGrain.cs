using System.Collections.Immutable;
using System.Text.RegularExpressions;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Knowledge;
using SalesFlow.Text;

namespace SalesFlow.Grains.Knowledge;

/// <summary>The questions that a company's knowledge did not answer.</summary>
[GrainType("knowledge-gaps")]
internal sealed class KnowledgeGapsGrain(
    [PersistentState("knowledge-gaps", EntityStorage.Provider)] IPersistentState<EntityRecord<GapsState>> storage, TimeProvider clock)
    : EntityGrain<GapsState>(storage, clock), IKnowledgeGapsGrain
{
    public Task<Outcome> Report(string commandId, string question, string language, string askedBy) =>
        Execute(commandId, (s, now) => GapDecisions.Report(s, question, language, askedBy, now));

    public Task<Outcome> Dismiss(string commandId, string gapId) => Execute(commandId, (s, now) => GapDecisions.Dismiss(s, gapId, now));

    public Task<Outcome> Draft(string commandId, string gapId, string articleId) =>
        Execute(commandId, (s, now) => GapDecisions.Draft(s, gapId, articleId, now));
}

/// <summary>Which questions are known. Their words and counts are in the read rows.</summary>
internal sealed record GapsState : IFold<GapsState>
{
    /// <summary>When each was asked last, in minutes since 1970; negative where it was dismissed.</summary>
    public ImmutableDictionary<string, int> Asked { get; init; } = ImmutableDictionary<string, int>.Empty;

    public GapsState Apply(IDomainEvent e) => e switch
    {
        GapReported r => this with { Asked = Asked.SetItem(r.GapId, Minutes(r.At)) },
        GapDropped d => this with { Asked = Asked.Remove(d.GapId) },
        GapDismissed d => this with { Asked = Asked.SetItem(d.GapId, -Minutes(d.At)) },
        // The article is on its way: whoever asks again before it is approved opens the gap anew.
        GapDrafted d => this with { Asked = Asked.Remove(d.GapId) },
        _ => this,
    };

    private static int Minutes(DateTimeOffset at) => (int)(at.ToUnixTimeSeconds() / 60);
}

/// <summary>What commands to the gaps come to.</summary>
internal static partial class GapDecisions
{
    /// <summary>How many questions are kept a company.</summary>
    public const int Most = 1000;

    /// <summary>How much of a question is kept, in characters.</summary>
    public const int LongestQuestion = 300;

    private const int IdLength = 12;

    public static Decision Report(GapsState state, string question, string language, string askedBy, DateTimeOffset now)
    {
        var words = Masked(question);
        if (IdOf(words) is not { } id) return Decision.Invalid("question");
        if (language is not ("ar" or "en")) return Decision.Invalid("language");
        if (state.Asked.TryGetValue(id, out var at) && at < 0) return Decision.Nothing;
        var reported = new GapReported(id, words, language, askedBy.Length > 100 ? askedBy[..100] : askedBy, now);
        if (at > 0 || state.Asked.Count < Most) return Decision.Accept(reported);
        var oldest = state.Asked.MinBy(a => (Math.Abs(a.Value), a.Key)).Key;
        return Decision.Accept(new GapDropped(oldest, now), reported);
    }

    public static Decision Dismiss(GapsState state, string id, DateTimeOffset now) =>
        !state.Asked.TryGetValue(id, out var at) ? Decision.Refuse(Refusal.NotFound)
        : at < 0 ? Decision.Nothing
        : Decision.Accept(new GapDismissed(id, now));

    public static Decision Draft(GapsState state, string id, string articleId, DateTimeOffset now) =>
        state.Asked.ContainsKey(id) ? Decision.Accept(new GapDrafted(id, articleId, now)) : Decision.Refuse(Refusal.NotFound);

    /// <summary>One id for one question in any spelling; null where it has no words.</summary>
    public static string? IdOf(string question)
    {
        var words = ArabicText.Normalise(question).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? null : Id.Named("gap", string.Join(' ', words.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)))[..IdLength];
    }

    /// <summary>The question as it may be kept: short, on one line, without what could name somebody.</summary>
    public static string Masked(string question)
    {
        var line = Blank().Replace(ArabicText.AsciiDigits(question), " ").Trim();
        line = Address().Replace(Digits().Replace(line, "•••"), "•••");
        if (line.Length <= LongestQuestion) return line;
        return char.IsHighSurrogate(line[LongestQuestion - 1]) ? line[..(LongestQuestion - 1)] : line[..LongestQuestion];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();

    [GeneratedRegex(@"\+?\d(?:[\s-]?\d){6,}")]
    private static partial Regex Digits();

    [GeneratedRegex(@"[^\s@]+@[^\s@]+\.[^\s@]+")]
    private static partial Regex Address();
}
