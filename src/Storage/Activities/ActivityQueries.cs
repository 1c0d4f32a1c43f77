using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using SalesFlow.Activities;
using SalesFlow.Feed;
using SalesFlow.Storage.Conversations;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Activities;

/// <summary>Reads activities, tasks, mentions and calls.</summary>
internal sealed class ActivityQueries(ReadModelContexts contexts) : IActivityLists
{
    private const int MostEdits = 100;
    private const int Excerpt = 200;

    public async Task<Page<ActivityRowView>> Activities(string tenant, ActivityFilter filter, string? cursor, int limit, CancellationToken ct)
    {
        const string list = "activities";
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var rows = new Narrowed<ActivityRow>(db.Set<ActivityRow>().Where(r => !r.Deleted), Newest, r => Paging.At(r.CreatedAt, r.Id));
        switch (filter.Links)
        {
            case { LeadId: { } id }: rows.AlongAny(new List<string>([id, .. filter.MergedLeads ?? []]).ConvertAll(OfLead)); break;
            case { DealId: { } id }: rows.Along(r => r.DealId == id); break;
            case { ContactId: { } id }: rows.AlongAny((await Contacts.ContactQueries.WithMerged(db, id, ct)).ConvertAll(OfContact)); break;
            case { CompanyId: { } id }: rows.Along(r => r.CompanyId == id); break;
            case { ConversationId: { } id }: rows.Along(r => r.ConversationId == id); break;
        }
        if (filter.Type is { } type) rows.Where(r => r.Type == type);
        if (filter.AssigneeId is { } assignee) rows.Along(r => r.AssigneeId == assignee);
        if (filter.Done is { } done) rows.Where(r => done == (r.CompletedAt != null));
        if (filter.Pinned == true) rows.Along(r => r.Pinned);
        else if (filter.Pinned == false) rows.Where(r => !r.Pinned);
        return await rows.Page(null, from, limit, list, View, ct);

        static Expression<Func<ActivityRow, bool>> OfLead(string lead) => r => r.LeadId == lead;

        static Expression<Func<ActivityRow, bool>> OfContact(string contact) => r => r.ContactId == contact;

        static IQueryable<ActivityRow> Newest(IQueryable<ActivityRow> rows, Cursor? from)
        {
            if (from is { } c)
            {
                var at = SqliteTime.FromMicroseconds(c.Number);
                rows = rows.Where(r => Keyset.Below(r.CreatedAt, r.Id, at, c.Id));
            }
            return rows.OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id);
        }
    }

    public async Task<Page<ActivityRowView>> Tasks(string tenant, TaskFilter filter, string? cursor, int limit, CancellationToken ct)
    {
        const string list = "tasks";
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var rows = db.Set<ActivityRow>().Where(r => r.TaskDue != null);
        if (filter.AssigneeId is { } assignee) rows = rows.Where(r => r.AssigneeId == assignee);
        if (filter.From is { } first) rows = rows.Where(r => r.TaskDue >= first);
        if (filter.Until is { } until) rows = rows.Where(r => r.TaskDue < until);
        if (from is { } c)
        {
            var at = SqliteTime.FromMicroseconds(c.Number);
            rows = rows.Where(r => Keyset.Above(r.TaskDue!.Value, r.Id, at, c.Id));
        }
        return await rows.OrderBy(r => r.TaskDue).ThenBy(r => r.Id).Paged(limit, list, r => Paging.At(r.TaskDue!.Value, r.Id), View, ct);
    }

    public async Task<IReadOnlyList<NoteEdit>> Edits(string tenant, string activityId, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        var rows = await db.Set<NoteEditRow>().Where(r => r.ActivityId == activityId).OrderByDescending(r => r.Version).Take(MostEdits).ToListAsync(ct);
        return rows.ConvertAll(r => new NoteEdit(r.Body, r.By, r.At, r.Version));
    }

    public async Task<Page<MentionRowView>> Mentions(string tenant, string userId, string? cursor, int limit, CancellationToken ct)
    {
        var list = "mentions/" + userId;
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var mentions = db.Set<MentionRow>().Where(r => r.UserId == userId);
        if (from is { } c)
        {
            var at = SqliteTime.FromMicroseconds(c.Number);
            mentions = mentions.Where(r => Keyset.Below(r.At, r.ActivityId, at, c.Id));
        }
        var page = await mentions.OrderByDescending(r => r.At).ThenByDescending(r => r.ActivityId)
            .Paged(limit, list, r => Paging.At(r.At, r.ActivityId), r => r, ct);
        // What was deleted since is left out: such a page is shorter.
        var notes = page.Items.Select(r => r.Note).OfType<(string Talk, string Id)>().ToList();
        var ids = page.Items.Where(r => r.Note is null).Select(r => r.ActivityId).ToArray();
        var activities = await db.Set<ActivityRow>().Where(a => !a.Deleted && ids.Contains(a.Id))
            .ToDictionaryAsync(a => a.Id, StringComparer.Ordinal, ct);
        var (talkIds, noteIds) = (notes.Select(n => n.Talk).Distinct().ToArray(), notes.Select(n => n.Id).Distinct().ToArray());
        var messages = (await db.Set<MessageRow>().Where(m => talkIds.Contains(m.ConversationId) && noteIds.Contains(m.Id) && !m.Revoked)
            .ToListAsync(ct)).ToDictionary(m => (m.ConversationId, m.Id));
        var talks = await db.Set<ConversationRow>().Where(r => talkIds.Contains(r.Id)).ToDictionaryAsync(r => r.Id, StringComparer.Ordinal, ct);
        return new Page<MentionRowView>([.. page.Items.Select(Tell).OfType<MentionRowView>()], page.Next);

        MentionRowView? Tell(MentionRow row)
        {
            if (row.Note is { } note)
            {
                // The talk's note may have been corrected since and call upon others now.
                if (!messages.TryGetValue(note, out var message) || !ConversationFold.Split(message.Mentions).Contains(userId)) return null;
                var talk = talks.GetValueOrDefault(note.Talk);
                return new MentionRowView(
                    note.Id, row.By, SearchTerms.Cut(message.Text ?? "", Excerpt), talk?.LeadId, null, talk?.ContactId, null, note.Talk, row.At);
            }
            return activities.GetValueOrDefault(row.ActivityId) is { } a
                ? new MentionRowView(
                    row.ActivityId, row.By, SearchTerms.Cut(a.Body ?? a.Subject ?? "", Excerpt), a.LeadId, a.DealId, a.ContactId, a.CompanyId,
                    a.ConversationId, row.At)
                : null;
        }
    }

    public async Task<Page<CallRowView>> Calls(string tenant, CallFilter filter, string? cursor, int limit, CancellationToken ct)
    {
        const string list = "calls";
        var from = Cursor.Decode(list, cursor);
        await using var db = contexts.Open(tenant);
        var rows = new Narrowed<CallRow>(db.Set<CallRow>(), Newest, r => Paging.At(r.StartedAt, r.Id));
        switch (filter.Links)
        {
            case { LeadId: { } id }: rows.AlongAny(new List<string>([id, .. filter.MergedLeads ?? []]).ConvertAll(OfLead)); break;
            case { DealId: { } id }: rows.Along(r => r.DealId == id); break;
            case { ContactId: { } id }: rows.AlongAny((await Contacts.ContactQueries.WithMerged(db, id, ct)).ConvertAll(OfContact)); break;
            case { CompanyId: { } id }: rows.Along(r => r.CompanyId == id); break;
            case { ConversationId: { } id }: rows.Along(r => r.ConversationId == id); break;
        }
        if (filter.Direction is { } direction) rows.Where(r => r.Direction == direction);
        if (filter.Status is { } status) rows.Where(r => r.Status == status);
        if (filter.UserId is { } user) rows.Along(r => r.UserId == user);
        if (filter.Outcome is { } outcome) rows.Where(r => r.Outcome == outcome);
        return await rows.Page(null, from, limit, list, View, ct);

        static Expression<Func<CallRow, bool>> OfLead(string lead) => r => r.LeadId == lead;

        static Expression<Func<CallRow, bool>> OfContact(string contact) => r => r.ContactId == contact;

        static IQueryable<CallRow> Newest(IQueryable<CallRow> rows, Cursor? from)
        {
            if (from is { } c)
            {
                var at = SqliteTime.FromMicroseconds(c.Number);
                rows = rows.Where(r => Keyset.Below(r.StartedAt, r.Id, at, c.Id));
            }
            return rows.OrderByDescending(r => r.StartedAt).ThenByDescending(r => r.Id);
        }
    }

    public async Task<string?> Transcript(string tenant, string callId, CancellationToken ct)
    {
        await using var db = contexts.Open(tenant);
        var text = await db.Set<CallTranscriptRow>().Where(r => r.Id == callId).Select(r => r.Text).FirstOrDefaultAsync(ct);
        return string.IsNullOrEmpty(text) ? null : text;
    }

    private static ActivityRowView View(ActivityRow r) => new(
        r.Id, r.Type, r.Subject, r.Body, r.ScheduledAt, r.CompletedAt, r.Priority, r.AssigneeId,
        r.LeadId, r.DealId, r.ContactId, r.CompanyId, r.ConversationId, r.CreatedBy, r.IsAutomated, r.Overdue, r.Pinned,
        r.CreatedAt, r.UpdatedAt, r.Version);

    private static CallRowView View(CallRow r) => new(
        r.Id, r.Direction, r.Status, r.StartedAt, r.UserId, r.LeadId, r.DealId, r.ContactId, r.CompanyId, r.ConversationId,
        r.DurationSeconds, r.RecordingUrl, r.Sentiment, r.Outcome, r.HasTranscript, r.CreatedAt,
        r.Version);
}
