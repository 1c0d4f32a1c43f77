using SalesFlow.Common;
using SalesFlow.Grains.Entities;
using SalesFlow.Templates;

namespace SalesFlow.Grains.Templates;

/// <summary>What commands to a template come to.</summary>
internal static class TemplateDecisions
{
    /// <summary>The timer of what is to be done at Meta.</summary>
    public const string TaskTimer = "task";

    /// <summary>The most accounts and languages that one template stands in: the state holds them, and has to stay small.</summary>
    public const int MostListings = 40;

    /// <summary>How often something is tried at Meta before it counts as failed: with the waits between, most of a day.</summary>
    public const int MostAttempts = 12;

    private const int LongestReason = 300;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(4);

    public static Decision Create(TemplateState s, string code, TemplateContent content, bool isActive, DateTimeOffset now)
    {
        if (s.Code is not null && !s.Deleted) return Decision.Refuse(Refusal.Taken, "code");
        if (!TemplateRules.IsCode(code)) return Decision.Invalid("code:template_code");
        if (Wrong(content) is { } fault) return fault;
        var decision = Decision.Accept(new TemplateWritten(code, s.Number + 1, content, false, now));
        return isActive ? decision : decision.And(new TemplateSwitched(false, now));
    }

    public static Decision Adopt(TemplateState s, string code, TemplateContent content, DateTimeOffset now) =>
        s.Code is not null ? Decision.Nothing : Create(s, code, content, true, now);

    public static Decision Update(TemplateState s, TemplateContent? content, bool? isActive, DateTimeOffset now)
    {
        if (s.Content is null || s.Deleted) return Decision.Refuse(Refusal.NotFound);
        var decision = Decision.Nothing;
        if (content is not null && !content.Same(s.Content))
        {
            if (s.External) return Decision.Refuse(Refusal.WrongStatus, "template_external");
            if (content.Channel != s.Content.Channel) return Decision.Invalid("channel:fixed");
            if (Wrong(content) is { } fault) return fault;
            decision = Decision.Accept(new TemplateWritten(s.Code!, s.Number + 1, content, false, now));
        }
        return isActive is { } active && active != s.IsActive ? decision.And(new TemplateSwitched(active, now)) : decision;
    }

    public static Decision Delete(TemplateState s, DateTimeOffset now)
    {
        if (s.Content is null || s.Deleted) return Decision.Refuse(Refusal.NotFound);
        if (s.External) return Decision.Refuse(Refusal.WrongStatus, "template_external");
        var decision = Decision.Accept(new TemplateDeleted(now));
        foreach (var l in s.Listings)
        {
            if (l.Status is TemplateStatus.Deleted or TemplateStatus.PendingDeletion) continue;
            // One whose creation was under way may be there although nobody has heard so: it is deleted by its name.
            var known = l.MetaId is not null || l.Task == TemplateTask.Create;
            decision = decision.And(new TemplateListingChanged(
                known
                    ? l with { Task = TemplateTask.Delete, Attempts = 0, NextAt = now }
                    : l with { Status = TemplateStatus.NotSubmitted, Task = TemplateTask.None, Attempts = 0, NextAt = null },
                now));
        }
        return Timed(s, decision);
    }

    public static Decision Submit(TemplateState s, IReadOnlyList<string> accounts, IReadOnlyList<string> languages, DateTimeOffset now)
    {
        if (s.Content is not { } content || s.Deleted) return Decision.Refuse(Refusal.NotFound);
        if (s.External) return Decision.Refuse(Refusal.WrongStatus, "template_external");
        if (content.Channel != TemplateChannel.Whatsapp) return Decision.Refuse(Refusal.WrongStatus, "template_not_whatsapp");
        if (content.WhatsappCategory == WhatsappCategory.Authentication) return Decision.Refuse(Refusal.WrongStatus, "template_authentication");
        if (accounts.Count == 0) return Decision.Refuse(Refusal.NotConfigured, "whatsapp");
        if (languages.Count == 0 || languages.Any(l => content.Body(l) is null)) return Decision.Invalid("language:template_language");
        var decision = Decision.Nothing;
        foreach (var account in accounts)
        {
            foreach (var language in languages)
            {
                var l = s.Find(account, language) ?? new TemplateListing(account, language, TemplateStatus.NotSubmitted);
                if (Asked(s, l) is not { } asked) continue;
                if (asked == TemplateTask.None) return Decision.Refuse(Refusal.WrongStatus, $"template_{Word(l)}");
                decision = decision.And(new TemplateListingChanged(
                    l with
                    {
                        Task = asked,
                        Status = asked == TemplateTask.Create ? TemplateStatus.Submitting : l.Status,
                        Reason = asked == TemplateTask.Create ? null : l.Reason,
                        Attempts = 0,
                        NextAt = now,
                    },
                    now));
            }
        }
        var after = decision.Events.Aggregate(s, (state, e) => state.Apply(e));
        return after.Listings.Length > MostListings ? Decision.Refuse(Refusal.LimitReached, "listings") : Timed(s, decision);
    }

    /// <summary>What has to be asked of Meta; null where it has the present version or is being asked; none where it cannot be asked now.</summary>
    private static TemplateTask? Asked(TemplateState s, TemplateListing l) => l switch
    {
        { Task: TemplateTask.Delete } => TemplateTask.None,
        // What is still to be taken over takes the present words by itself.
        { Task: TemplateTask.Create or TemplateTask.Edit } => null,
        { MetaId: null } or { Status: TemplateStatus.Deleted } => TemplateTask.Create,
        { Status: TemplateStatus.Approved or TemplateStatus.Flagged or TemplateStatus.Pending } when l.Number == s.Number => null,
        // Meta takes changes of what it has decided on, and of nothing else.
        { Status: TemplateStatus.Approved or TemplateStatus.Flagged or TemplateStatus.Rejected or TemplateStatus.Paused } => TemplateTask.Edit,
        _ => TemplateTask.None,
    };

    /// <summary>The channel told something of a template that was submitted.</summary>
    public static Decision Observe(TemplateState s, IReadOnlyList<TemplateSighting> sightings, DateTimeOffset now)
    {
        if (s.Content is null || s.External) return Decision.Refuse(Refusal.NotFound);
        var decision = Decision.Nothing;
        var known = false;
        foreach (var seen in sightings)
        {
            if (s.Listings.All(l => l.BusinessAccountId != seen.BusinessAccountId)) continue;
            known = true;
            var l = s.Find(seen.BusinessAccountId, seen.Language);
            // Another language under the same name is nobody else's; what it says was not written here.
            if (l is null && (seen.Status is null or TemplateStatus.Deleted || s.Listings.Length >= MostListings)) continue;
            if (Seen(l ?? new TemplateListing(seen.BusinessAccountId, seen.Language, TemplateStatus.NotSubmitted), seen) is { } next)
                decision = decision.And(new TemplateListingChanged(next, now));
        }
        return known ? Timed(s, decision) : Decision.Refuse(Refusal.NotFound);
    }

    /// <summary>The channel told something of a template that was made elsewhere.</summary>
    public static Decision Import(TemplateState s, IReadOnlyList<TemplateSighting> sightings, DateTimeOffset now)
    {
        if (s.Code is not null && !s.External) return Decision.Refuse(Refusal.WrongStatus, "own");
        if (sightings is not [var first, ..]) return Decision.Nothing;
        var decision = Decision.Nothing;
        var content = ExternalContents.Of(s.Deleted ? null : s.Content, first.Name, sightings);
        // A word about something of which nobody knows what it says is of no use.
        if (content is null) return Decision.Nothing;
        if (s.Content is null || s.Deleted || !content.Same(s.Content))
            decision = decision.And(new TemplateWritten(TemplateIds.External(first.Name, first.BusinessAccountId), s.Number + 1, content, true, now));
        foreach (var seen in sightings)
        {
            var l = s.Find(seen.BusinessAccountId, seen.Language);
            if (l is null && (seen.Status is null || s.Listings.Length >= MostListings)) continue;
            if (Seen(l ?? new TemplateListing(seen.BusinessAccountId, seen.Language, TemplateStatus.NotSubmitted), seen) is { } next)
                decision = decision.And(new TemplateListingChanged(next, now));
        }
        var after = decision.Events.Aggregate(s, (state, e) => state.Apply(e));
        return !after.Listings.IsEmpty && after.Listings.All(l => l.Status == TemplateStatus.Deleted) && !after.Deleted
            ? decision.And(new TemplateDeleted(now))
            : decision;
    }

    /// <summary>A listing after a sighting; null where that changes nothing, or is older than what is known.</summary>
    private static TemplateListing? Seen(TemplateListing l, TemplateSighting seen)
    {
        if (l.SeenAt is { } known && seen.At < known) return null;
        var status = seen.Status ?? l.Status;
        var next = l with
        {
            Status = status,
            MetaId = seen.MetaId ?? l.MetaId,
            Reason = seen.Reason is { } reason ? Some(reason) : TemplateListing.IsSendable(status) && !l.Sendable ? null : l.Reason,
            Quality = seen.Quality ?? l.Quality,
            Category = seen.Category ?? l.Category,
            SeenAt = seen.At,
            Sightings = l.Sightings + 1,
        };
        // What is gone needs nothing done any more.
        if (status == TemplateStatus.Deleted) next = next with { MetaId = null, Task = TemplateTask.None, Attempts = 0, NextAt = null, Reason = null };
        return next.SameAs(l) ? null : next;
    }

    /// <summary>What is to be done at Meta now, or null.</summary>
    public static TemplateOrder? Next(TemplateState s, DateTimeOffset now) =>
        s.Content is { } content && s.Listings.Where(l => l.Task != TemplateTask.None && l.NextAt <= now).MinBy(l => l.NextAt) is { } l
            ? new TemplateOrder(
                l.Task, l.BusinessAccountId, s.Name, l.Language, l.MetaId, s.Number, content, l.Attempts + 1, l.Sightings,
                l.Status is TemplateStatus.Approved or TemplateStatus.Flagged)
            : null;

    /// <summary>What became of it. A word of something else than what is to be done now changes nothing.</summary>
    public static Decision Record(TemplateState s, TemplateOrder order, TemplateResult result, DateTimeOffset now)
    {
        if (s.Find(order.BusinessAccountId, order.Language) is not { } l || l.Task != order.Task || l.Attempts + 1 != order.Attempt) return Decision.Nothing;
        var kind = result.Kind == TemplateResultKind.Later && order.Attempt >= MostAttempts ? TemplateResultKind.Refused : result.Kind;
        var next = kind switch
        {
            TemplateResultKind.Done => Finished(l, order, result),
            TemplateResultKind.NotYet => l with { NextAt = now + Wait(result.RetryAfter ?? LongestWait), Reason = Some(result.Reason) },
            TemplateResultKind.Later => l with
            {
                Attempts = order.Attempt,
                NextAt = now + Wait(result.RetryAfter ?? Backoff(order.Attempt)),
                Reason = Some(result.Reason),
            },
            _ => l with
            {
                Status = order.Task == TemplateTask.Create && l.Status == TemplateStatus.Submitting ? TemplateStatus.Failed : l.Status,
                Reason = Some(result.Reason),
                Task = TemplateTask.None,
                Attempts = 0,
                NextAt = null,
            },
        };
        return Timed(s, Decision.Accept(new TemplateListingChanged(next, now)));

        static TimeSpan Wait(TimeSpan asked) => asked < LongestWait ? asked : LongestWait;
    }

    /// <summary>How long to wait before the next attempt: 15 seconds, doubled each time, at most 4 hours.</summary>
    internal static TimeSpan Backoff(int attempt) =>
        TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, FirstWait.TotalSeconds * Math.Pow(2, Math.Clamp(attempt - 1, 0, 12))));

    private static TemplateListing Finished(TemplateListing l, TemplateOrder order, TemplateResult result)
    {
        var done = l with { Task = TemplateTask.None, Attempts = 0, NextAt = null };
        if (order.Task == TemplateTask.Delete)
            return done with { Status = TemplateStatus.Deleted, MetaId = null, Reason = null, Number = 0, Parameters = null };
        // A webhook may have been faster than the answer: what it said is newer.
        var told = l.Sightings != order.Sightings && l.Status is not TemplateStatus.Submitting;
        return done with
        {
            MetaId = result.MetaId ?? l.MetaId,
            Status = told ? l.Status : result.Status ?? TemplateStatus.Pending,
            Reason = told ? l.Reason : Some(result.Reason),
            Category = result.Category ?? l.Category ?? order.Content.WhatsappCategory,
            Number = order.Number,
            Parameters = WhatsappForm.Of(order.Content, order.Language).Parameters,
        };
    }

    /// <summary>The decision with the timer that what is to be done then needs.</summary>
    private static Decision Timed(TemplateState s, Decision decision)
    {
        if (!decision.Accepted || decision.IsEmpty) return decision;
        var after = decision.Events.Aggregate(s, (state, e) => state.Apply(e));
        return after.Listings.Where(l => l.Task != TemplateTask.None).Min(l => l.NextAt) is { } at ? decision.DueAt(TaskTimer, at) : decision.DueClear(TaskTimer);
    }

    private static Decision? Wrong(TemplateContent content) => TemplateRules.Faults(content) is [var first, ..]
        ? Decision.Invalid($"{first.Field}:template_{first.Rule}")
        : null;

    private static string Word(TemplateListing l) => l.Task == TemplateTask.Delete ? "pending_deletion"
        : System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(l.Status.ToString());

    private static string? Some(string? reason) => string.IsNullOrEmpty(reason) ? null : reason.Length <= LongestReason ? reason : reason[..LongestReason];
}

/// <summary>What a template that was made elsewhere says, as far as its form can be told here.</summary>
internal static class ExternalContents
{
    /// <summary>The content after sightings; null where nothing is known of what it says.</summary>
    public static TemplateContent? Of(TemplateContent? known, string name, IReadOnlyList<TemplateSighting> sightings)
    {
        var (ar, en) = (Text("ar"), Text("en"));
        if (known is null && ar is null && en is null) return null;
        var content = known ?? new TemplateContent(
            Short(name), Short(name), TemplateChannel.Whatsapp, TemplateCategory.Followup, null, null, null, null, null, null, null, null, null, [], []);
        if (sightings.Select(s => s.Category).OfType<WhatsappCategory?>().LastOrDefault() is { } category) content = content with { WhatsappCategory = category };
        if (ar is not null) content = content with { BodyAr = ar.Body, HeaderAr = ar.Header, FooterAr = ar.Footer };
        if (en is not null) content = content with { BodyEn = en.Body, HeaderEn = en.Header, FooterEn = en.Footer };
        if (ar is null && en is null) return content;
        var count = Math.Max(ar?.Buttons.Count ?? 0, en?.Buttons.Count ?? 0);
        List<TemplateButton> buttons = [];
        for (var i = 0; i < count; i++)
        {
            var (a, e) = (ar?.Buttons.ElementAtOrDefault(i), en?.Buttons.ElementAtOrDefault(i));
            var any = (a ?? e)!;
            var before = known?.Buttons.ElementAtOrDefault(i);
            buttons.Add(new TemplateButton(any.Kind, a?.Text ?? before?.TextAr, e?.Text ?? before?.TextEn, any.Url, any.Phone));
        }
        return content with { Buttons = buttons };

        // Regions of a language are one language here; the plain one counts first.
        WhatsappText? Text(string language) => sightings.Where(s => s.Text?.Body is not null && (s.Language == language || s.Language.StartsWith(language + "_", StringComparison.Ordinal)))
            .OrderBy(s => s.Language.Length).ThenBy(s => s.Language, StringComparer.Ordinal).Select(s => s.Text).FirstOrDefault();
    }

    private static string Short(string name) => name.Length <= 120 ? name : name[..120];
}
