using System.Text;
using System.Text.Json;
using SalesFlow.Activities;
using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Conversations;
using SalesFlow.Fields;
using SalesFlow.Leads;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Activities;

/// <summary>One mark on a record's timeline. Written once, never changed.</summary>
internal sealed record TimelineRow : IReadRow
{
    public required string Tenant { get; init; }

    /// <summary>Kind and id of the record whose timeline it is: <c>lead/l1</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>Unique in the timeline: the stream and version of the event.</summary>
    public required string Entry { get; init; }
    public string Type { get; init; } = "";
    public string Entity { get; init; } = "";
    public string EntityId { get; init; } = "";
    public string? By { get; init; }

    /// <summary>A JSON object.</summary>
    public string Data { get; init; } = "{}";
    public DateTimeOffset At { get; init; }
    public RowKey Key => new(Tenant, Subject, Entry);
}

/// <summary>
/// The one timeline, folded from the events of all modules. A mark stands on the timeline of every record that it concerns, so that reading one is a
/// walk along one index. Messages leave no mark: the hot path writes nothing here. Every event of a lead, a deal, a contact or a company is a mark
/// unless it is quiet, so events that later modules add show by themselves.
/// </summary>
internal sealed class TimelineReadModule(ReadModelTables tables, ReadModelBatch batch) : ReadModule
{
    private readonly RowSet<TimelineRow> _marks = new(tables.Of<TimelineRow>());

    public override IReadOnlyList<RowSet> Rows => [_marks];

    public static void Configure(ReadModelBuilder model) =>
        model.Table<TimelineRow>("timeline", r => new { r.Tenant, r.Subject, r.Entry }, t => t.HasIndex(r => new { r.Tenant, r.Subject, r.At, r.Entry }));

    public override void Ask(IDomainEvent e, EventHeader h)
    {
        // Marks are only added: none has to be read.
    }

    public override void Fold(IDomainEvent e, EventHeader h)
    {
        if (TimelineMarks.IsQuiet(e, h)) return;
        var subjects = Subjects(e, h);
        if (subjects.Count == 0) return;
        var (type, data, entry) = (EventCatalog.NameOf(e), TimelineMarks.Data(e), $"{h.Entity}/{h.EntityId}:{h.Version}");
        foreach (var subject in subjects)
        {
            _marks.Put(new TimelineRow
            {
                Tenant = h.Tenant, Subject = subject, Entry = entry, Type = type, Entity = h.Entity, EntityId = h.EntityId, By = Signatures.Who(h.By),
                Data = data, At = h.At,
            });
        }
    }

    private HashSet<string> Subjects(IDomainEvent e, EventHeader h)
    {
        var subjects = new HashSet<string>(StringComparer.Ordinal);
        switch (h.Entity)
        {
            case "lead" when batch.Leads.Last is var (before, after):
                if (e is LeadScored && before?.Temperature == after?.Temperature) break;
                Add("lead", h.EntityId);
                Add("contact", after?.ContactId);
                break;
            case "deal":
                Add("deal", h.EntityId);
                Add("lead", batch.Deals.Last.After?.LeadId);
                Add("contact", batch.Deals.Last.After?.ContactId);
                Add("company", batch.Deals.Last.Before?.CompanyId);
                Add("company", batch.Deals.Last.After?.CompanyId);
                break;
            case "conversation" when batch.Conversations.Last.After is { } talk:
                Add("contact", talk.ContactId);
                Add("lead", talk.LeadId);
                break;
            case "contact":
                Add("contact", h.EntityId);
                Add("company", batch.Contacts.Last.Before?.CompanyId);
                Add("company", batch.Contacts.Last.After?.CompanyId);
                break;
            case "company": Add("company", h.EntityId); break;
            case "activity" or "call" when batch.Activities.LastLinks is { } links:
                Add("lead", links.LeadId);
                Add("deal", links.DealId);
                Add("contact", links.ContactId);
                Add("company", links.CompanyId);
                break;
            case "record-fields" when e is RecordFieldsSet set: Add(set.Kind, set.RecordId); break;
        }
        return subjects;

        void Add(string kind, string? id)
        {
            if (!string.IsNullOrEmpty(id)) subjects.Add($"{kind}/{id}");
        }
    }
}

/// <summary>Which events are marks, and what a mark tells of its event.</summary>
internal static class TimelineMarks
{
    private const int LongestData = 2000;
    private const int LongestText = 200;

    /// <summary>Whether an event leaves no mark: all that happens with every message, and what only machines care about.</summary>
    public static bool IsQuiet(IDomainEvent e, EventHeader h) => h.Entity switch
    {
        "conversation" => e is not (ConversationStarted or HandedOver or GivenBack or OptedOut or OptedIn),
        "lead" => e is LeadFactsLearnt or LeadFollowUpChanged { Phase: FollowUpPhase.Idle or FollowUpPhase.Waiting },
        // A name or a number that a channel tells anew is no news; that the person appeared is.
        "contact" => e is ContactObserved && h.Version > 1,
        "activity" => e is ActivityReminded or ActivityMentioned,
        "deal" or "company" or "call" or "record-fields" => false,
        _ => true,
    };

    /// <summary>A few particulars as a JSON object: the event's own body where it is small, and a choice of it where it may be long.</summary>
    public static string Data(IDomainEvent e) => e switch
    {
        ActivityCreated { Activity: var a } => Of(("type", Word(a.Type)), ("subject", a.Subject), ("excerpt", Cut(a.Body)), ("assigneeId", a.AssigneeId)),
        ActivityUpdated { Change: var u } => Of(("subject", u.Subject), ("excerpt", Cut(u.Body)), ("assigneeId", u.AssigneeId)),
        CallRecorded { Call: var c } => Of(
            ("direction", Word(c.Direction)), ("status", Word(c.Result.Status ?? c.Status)), ("durationSeconds", c.Result.DurationSeconds),
            ("outcome", c.Result.Outcome), ("userId", c.UserId)),
        CallOutcomeSet { Change: var c } => Of(
            ("status", c.Status is { } s ? Word(s) : null), ("durationSeconds", c.DurationSeconds), ("outcome", c.Outcome),
            ("sentiment", c.Sentiment is { } f ? Word(f) : null)),
        ConversationStarted c => Of(("channel", c.Channel)),
        HandedOver o => Of(("reason", o.Reason), ("target", o.Target), ("summary", Cut(o.Summary)), ("userId", o.UserId)),
        OptedOut o => Of(("certain", o.Certain), ("reason", o.Reason)),
        ContactMerged m => Of(("survivorId", m.SurvivorId)),
        ContactUnmerged m => Of(("survivorId", m.SurvivorId)),
        ContactAbsorbed a => Of(("otherContactId", a.OtherContactId)),
        ContactReleased r => Of(("otherContactId", r.OtherContactId)),
        _ => Whole(e),
    };

    private static string Whole(IDomainEvent e)
    {
        var body = EventCatalog.Serialize(e);
        return body.Length <= LongestData ? Encoding.UTF8.GetString(body) : "{}";
    }

    private static string Of(params ReadOnlySpan<(string Name, object? Value)> parts)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            foreach (var (name, value) in parts)
            {
                switch (value)
                {
                    case string text: json.WriteString(name, text); break;
                    case bool flag: json.WriteBoolean(name, flag); break;
                    case int number: json.WriteNumber(name, number); break;
                }
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string? Cut(string? text) => text is null ? null : SearchTerms.Cut(text, LongestText);

    private static string Word<TEnum>(TEnum value) where TEnum : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
