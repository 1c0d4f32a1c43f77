using Microsoft.EntityFrameworkCore;
using SalesFlow.Activities;
using SalesFlow.Feed;
using SalesFlow.Storage.Conversations;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.ReadModels;

// The comparisons below run in the database, in the order of its index; it translates no other form of them.
#pragma warning disable CA1309

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
        var rows = db.Set<ActivityRow>().Where(r => !r.Deleted);
        rows = filter.Links switch
        {
            { LeadId: { } id } => OfLead(id),
            { DealId: { } id } => rows.Where(r => r.DealId == id),
            { ContactId: { } id } => await OfContact(id),
            { CompanyId: { } id } => rows.Where(r => r.CompanyId == id),
            { ConversationId: { } id } => rows.Where(r => r.ConversationId == id),
            _ => rows,
        };
        if (filter.Type is { } type) rows = rows.Where(r => r.Type == type);
        if (filter.AssigneeId is { } assignee) rows = rows.Where(r => r.AssigneeId == assignee);
        if (filter.Done is { } done) rows = rows.Where(r => done == (r.CompletedAt != null));
        if (filter.Pinned is { } pinned) rows = rows.Where(r => r.Pinned == pinned);
        if (from is { } c)
        {
            var at = SqliteTime.FromMicroseconds(c.Number);
            rows = rows.Where(r => r.CreatedAt <= at && (r.CreatedAt < at || string.Compare(r.Id, c.Id) < 0));
        }
        var ordered = rows.OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id);
        return await ordered.Paged(limit, list, r => Paging.At(r.CreatedAt, r.Id), View, ct);

        IQueryable<ActivityRow> OfLead(string id)
        {
            if (filter.MergedLeads is not { Count: > 0 } merged) return rows.Where(r => r.LeadId == id);
            List<string> ids = [id, .. merged];
            return rows.Where(r => r.LeadId != null && ids.Contains(r.LeadId));
        }

        async Task<IQueryable<ActivityRow>> OfContact(string id)
        {
            var ids = await Contacts.ContactQueries.WithMerged(db, id, ct);
            return ids.Count == 1 ? rows.Where(r => r.ContactId == id) : rows.Where(r => r.ContactId != null && ids.Contains(r.ContactId));
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
            rows = rows.Where(r => r.TaskDue >= at && (r.TaskDue > at || string.Compare(r.Id, c.Id) > 0));
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
            mentions = mentions.Where(r => r.At <= at && (r.At < at || string.Compare(r.ActivityId, c.Id) < 0));
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
        var rows = db.Set<CallRow>().AsQueryable();
        rows = filter.Links switch
        {
            { LeadId: { } id } => OfLead(id),
            { DealId: { } id } => rows.Where(r => r.DealId == id),
            { ContactId: { } id } => await OfContact(id),
            { CompanyId: { } id } => rows.Where(r => r.CompanyId == id),
            { ConversationId: { } id } => rows.Where(r => r.ConversationId == id),
            _ => rows,
        };
        if (filter.Direction is { } direction) rows = rows.Where(r => r.Direction == direction);
        if (filter.Status is { } status) rows = rows.Where(r => r.Status == status);
        if (filter.UserId is { } user) rows = rows.Where(r => r.UserId == user);
        if (filter.Outcome is { } outcome) rows = rows.Where(r => r.Outcome == outcome);
        if (from is { } c)
        {
            var at = SqliteTime.FromMicroseconds(c.Number);
            rows = rows.Where(r => r.StartedAt <= at && (r.StartedAt < at || string.Compare(r.Id, c.Id) < 0));
        }
        var ordered = rows.OrderByDescending(r => r.StartedAt).ThenByDescending(r => r.Id);
        return await ordered.Paged(limit, list, r => Paging.At(r.StartedAt, r.Id), View, ct);

        IQueryable<CallRow> OfLead(string id)
        {
            if (filter.MergedLeads is not { Count: > 0 } merged) return db.Set<CallRow>().Where(r => r.LeadId == id);
            List<string> ids = [id, .. merged];
            return db.Set<CallRow>().Where(r => r.LeadId != null && ids.Contains(r.LeadId));
        }

        async Task<IQueryable<CallRow>> OfContact(string id)
        {
            var ids = await Contacts.ContactQueries.WithMerged(db, id, ct);
            return ids.Count == 1
                ? db.Set<CallRow>().Where(r => r.ContactId == id)
                : db.Set<CallRow>().Where(r => r.ContactId != null && ids.Contains(r.ContactId));
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
