using System.Collections.Immutable;
using System.Text.Json.Serialization;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Leads.Forms;

namespace SalesFlow.Grains.Leads.Forms;

/// <summary>A form as its events made it, with what was sent of late and what is not worked on yet.</summary>
internal sealed record FormState : IFold<FormState>
{
    /// <summary>The most submissions of late that are remembered, and for how long: a repeat of one of them is no second lead.</summary>
    public const int RecentKept = 200;

    /// <summary>How long a submission is remembered.</summary>
    public static readonly TimeSpan RecentFor = TimeSpan.FromMinutes(10);

    public bool Exists { get; init; }

    public bool Deleted { get; init; }

    public string PublicKey { get; init; } = "";

    public FormSettings? Settings { get; init; }

    public long Submissions { get; init; }

    public ImmutableArray<RecentSubmission> Recent { get; init; } = [];

    public ImmutableArray<WaitingSubmission> Waiting { get; init; } = [];

    public DateTimeOffset CreatedAt { get; init; }

    [JsonIgnore]
    public bool IsOpen => Exists && !Deleted;

    public FormState Apply(IDomainEvent e) => e switch
    {
        FormCreated c => this with { Exists = true, PublicKey = c.Key, Settings = c.Settings, CreatedAt = c.At },
        FormChanged c => this with { Settings = c.Settings },
        FormDeleted => this with { Deleted = true },
        FormSubmitted s => this with
        {
            Submissions = Submissions + 1,
            Recent = [.. Recent.Where(r => s.At - r.At < RecentFor).TakeLast(RecentKept - 1), new RecentSubmission(s.Submission.Digest, s.At)],
            Waiting = Waiting.Add(new WaitingSubmission(s.SubmissionId, s.Submission)),
        },
        FormDelivered d => this with { Waiting = Waiting.RemoveAll(w => w.Id == d.SubmissionId) },
        _ => this,
    };
}

/// <summary>A submission of late.</summary>
internal sealed record RecentSubmission(string Digest, DateTimeOffset At);

/// <summary>A submission that has not become a lead yet.</summary>
internal sealed record WaitingSubmission(string Id, FormSubmission Submission)
{
    /// <summary>How much room it takes in the state, in characters.</summary>
    public int Size => 200 + (Submission.Consent?.Text.Length ?? 0) + Submission.Facts.Sum(f => f.Key.Length + f.Value.Length);
}

/// <summary>Where a key leads.</summary>
internal sealed record FormKeyState : IFold<FormKeyState>
{
    public string? TenantId { get; init; }

    public string? FormId { get; init; }

    public FormKeyState Apply(IDomainEvent e) => e is FormKeyClaimed c ? this with { TenantId = c.TenantId, FormId = c.FormId } : this;
}
