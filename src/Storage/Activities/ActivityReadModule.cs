using Microsoft.EntityFrameworkCore;
using SalesFlow.Activities;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Activities;

/// <summary>Activities, the forms of notes, mentions, and calls.</summary>
internal sealed class ActivityReadModule(ReadModelTables tables) : ReadModule
{
    private readonly RowSet<ActivityRow> _activities = new(tables.Of<ActivityRow>());
    private readonly RowSet<NoteEditRow> _edits = new(tables.Of<NoteEditRow>());
    private readonly RowSet<MentionRow> _mentions = new(tables.Of<MentionRow>());
    private readonly RowSet<CallRow> _calls = new(tables.Of<CallRow>());
    private readonly RowSet<CallTranscriptRow> _transcripts = new(tables.Of<CallTranscriptRow>());

    public override IReadOnlyList<RowSet> Rows => [_activities, _edits, _mentions, _calls, _transcripts];

    /// <summary>What the activity or the call of the event folded last is about; null where that event was neither's.</summary>
    public RecordLinks? LastLinks { get; private set; }

    public static void Configure(ReadModelBuilder model)
    {
        model.Table<ActivityRow>("activities", r => new { r.Tenant, r.Id }, t =>
        {
            t.Ignore(r => r.Links);
            t.HasIndex(r => new { r.Tenant, r.CreatedAt, r.Id });
            t.HasIndex(r => new { r.Tenant, r.LeadId, r.CreatedAt, r.Id }).HasFilter("lead_id IS NOT NULL");
            t.HasIndex(r => new { r.Tenant, r.DealId, r.CreatedAt, r.Id }).HasFilter("deal_id IS NOT NULL");
            t.HasIndex(r => new { r.Tenant, r.ContactId, r.CreatedAt, r.Id }).HasFilter("contact_id IS NOT NULL");
            t.HasIndex(r => new { r.Tenant, r.CompanyId, r.CreatedAt, r.Id }).HasFilter("company_id IS NOT NULL");
            t.HasIndex(r => new { r.Tenant, r.ConversationId, r.CreatedAt, r.Id }).HasFilter("conversation_id IS NOT NULL");
            t.HasIndex(r => new { r.Tenant, r.AssigneeId, r.CreatedAt, r.Id }).HasFilter("assignee_id IS NOT NULL");
            t.HasIndex(r => new { r.Tenant, r.CreatedAt, r.Id, r.Pinned }).HasFilter("pinned");
            // Only what is still to be done: most of what there ever was is not.
            t.HasIndex(r => new { r.Tenant, r.TaskDue, r.Id }).HasFilter("task_due IS NOT NULL");
            t.HasIndex(r => new { r.Tenant, r.AssigneeId, r.TaskDue, r.Id }).HasFilter("task_due IS NOT NULL");
        });
        model.Table<NoteEditRow>("note_edits", r => new { r.Tenant, r.ActivityId, r.Version });
        model.Table<MentionRow>("mentions", r => new { r.Tenant, r.UserId, r.ActivityId },
            t =>
            {
                t.Ignore(r => r.Note);
                t.HasIndex(r => new { r.Tenant, r.UserId, r.At, r.ActivityId });
            });
        model.Table<CallRow>("calls", r => new { r.Tenant, r.Id }, t =>
        {
            t.Ignore(r => r.Links);
            t.HasIndex(r => new { r.Tenant, r.StartedAt, r.Id });
            t.HasIndex(r => new { r.Tenant, r.LeadId, r.StartedAt, r.Id }).HasFilter("lead_id IS NOT NULL");
            t.HasIndex(r => new { r.Tenant, r.DealId, r.StartedAt, r.Id }).HasFilter("deal_id IS NOT NULL");
            t.HasIndex(r => new { r.Tenant, r.ContactId, r.StartedAt, r.Id }).HasFilter("contact_id IS NOT NULL");
            t.HasIndex(r => new { r.Tenant, r.CompanyId, r.StartedAt, r.Id }).HasFilter("company_id IS NOT NULL");
            t.HasIndex(r => new { r.Tenant, r.ConversationId, r.StartedAt, r.Id }).HasFilter("conversation_id IS NOT NULL");
            t.HasIndex(r => new { r.Tenant, r.UserId, r.StartedAt, r.Id }).HasFilter("user_id IS NOT NULL");
        });
        model.Table<CallTranscriptRow>("call_transcripts", r => new { r.Tenant, r.Id });
    }

    public override void Ask(IDomainEvent e, EventHeader h)
    {
        if (h.Entity == "activity") _activities.Ask(new RowKey(h.Tenant, h.EntityId));
        else if (h.Entity == "call") _calls.Ask(new RowKey(h.Tenant, h.EntityId));
    }

    public override void Fold(IDomainEvent e, EventHeader h)
    {
        LastLinks = null;
        var key = new RowKey(h.Tenant, h.EntityId);
        if (h.Entity == "activity")
        {
            var (_, after) = _activities.Fold(key, row => ActivityFold.Apply(row, e, h));
            LastLinks = after?.Links;
            if (ActivityFold.Edit(after, e, h) is { } edit) _edits.Put(edit);
            foreach (var user in e is ActivityMentioned m ? m.UserIds : [])
                _mentions.Put(new MentionRow { Tenant = h.Tenant, UserId = user, ActivityId = h.EntityId, By = Signatures.Who(h.By), At = h.At });
        }
        else if (h.Entity == "conversation")
        {
            // Notes in a talk call upon people as those on records do.
            var (note, by, mentions, at) = e switch
            {
                NoteAdded n => ((string?)n.NoteId, (string?)n.By, n.Mentions, n.At),
                NoteEdited n => (n.NoteId, Signatures.Who(h.By), n.Mentions ?? [], n.At),
                _ => ((string?)null, null, (IReadOnlyList<string>)[], default),
            };
            foreach (var user in mentions)
                _mentions.Put(new MentionRow
                {
                    Tenant = h.Tenant, UserId = user, ActivityId = MentionRow.OfNote(h.EntityId, note!), By = by, At = at.Micro(),
                });
        }
        else if (h.Entity == "call")
        {
            var (_, after) = _calls.Fold(key, row => ActivityFold.Apply(row, e, h));
            LastLinks = after?.Links;
            var transcript = e switch { CallRecorded r => r.Call.Result.Transcript, CallOutcomeSet o => o.Change.Transcript, _ => null };
            if (transcript is not null) _transcripts.Put(new CallTranscriptRow { Tenant = h.Tenant, Id = h.EntityId, Text = transcript });
        }
    }
}
