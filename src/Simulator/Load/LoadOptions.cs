using SalesFlow.Simulator.Graph;

namespace SalesFlow.Simulator.Load;

/// <summary>A load of text messages, each to be answered once.</summary>
public sealed class LoadOptions
{
    /// <summary>Where the business takes webhooks.</summary>
    public Uri? WebhookUrl { get; set; }

    /// <summary>The app secret that signs webhooks.</summary>
    public string AppSecret { get; set; } = "";

    /// <summary>The business's numbers.</summary>
    public IReadOnlyList<SimulatedNumber> Numbers { get; set; } = [];

    /// <summary>The Graph double's port; 0 takes a free one.</summary>
    public int GraphPort { get; set; }

    /// <summary>Messages a second.</summary>
    public double Rate { get; set; } = 100;

    /// <summary>How long messages are sent.</summary>
    public TimeSpan Duration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Chats at the same time. A chat waits for the answer before it writes again.</summary>
    public int Chats { get; set; } = 200;

    /// <summary>Messages (or bursts) of one customer before another one takes its place.</summary>
    public int MessagesPerChat { get; set; } = 8;

    /// <summary>Messages that a chat writes at once; one answer may cover them together.</summary>
    public int Burst { get; set; } = 1;

    /// <summary>How often each webhook is posted in all, 1 to 20.</summary>
    public int Replay { get; set; } = 1;

    /// <summary>Whether webhooks overtake one another; those of one chat keep their order.</summary>
    public bool Shuffle { get; set; }

    /// <summary>The most updates in one post, 1 to 1,000; only what already waits together is put together.</summary>
    public int Batch { get; set; } = 1;

    /// <summary>Posts at the same time.</summary>
    public int Connections { get; set; } = 32;

    /// <summary>A chat without an answer for so long is left; the message counts as late, and as lost if the answer never comes.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long is waited for the last answers.</summary>
    public TimeSpan Drain { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long is listened for doubles after the last answer.</summary>
    public TimeSpan Settle { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether statuses are sent back.</summary>
    public bool Statuses { get; set; } = true;

    /// <summary>Whether WhatsApp's limits of numbers and pairs hold; a load is usually faster than they allow.</summary>
    public bool Limits { get; set; }

    /// <summary>What goes wrong at the Graph double.</summary>
    public FaultOptions Faults { get; set; } = FaultOptions.None;

    /// <summary>The texts, in turn; the mark <c>#17</c> with the chat's running number is added.</summary>
    public IReadOnlyList<string> Texts { get; set; } =
    [
        "السلام عليكم", "وش الخدمات اللي تقدمونها؟", "كم سعر الباقة الأساسية؟", "هل فيه فترة تجريبية؟",
        "كيف يشتغل النظام مع الواتساب؟", "وهل فيه تقارير؟", "كم عدد المستخدمين في الباقة الاحترافية؟", "تمام شكراً",
    ];

    /// <summary>Makes the run repeatable.</summary>
    public int Seed { get; set; } = 1;
}

/// <summary>One message of a load.</summary>
/// <param name="PhoneNumberId">The number.</param>
/// <param name="Customer">The customer's phone.</param>
/// <param name="Sequence">The running number in its chat, from 1.</param>
/// <param name="Wamid">Its id.</param>
/// <param name="DueAt">When it was due, UTC; latency counts from here.</param>
/// <param name="AcknowledgedAt">When the business answered 200, UTC, or null.</param>
/// <param name="RepliedAt">When the answer reached the Graph double, UTC, or null.</param>
/// <param name="ReplyWamid">The answer, or null.</param>
public sealed record LoadMessage(
    string PhoneNumberId, string Customer, int Sequence, string Wamid, DateTimeOffset DueAt, DateTimeOffset? AcknowledgedAt,
        DateTimeOffset? RepliedAt,
    string? ReplyWamid);

/// <summary>What a load came to.</summary>
/// <param name="Sent">Messages sent.</param>
/// <param name="Acknowledged">Messages whose webhook was answered by 200.</param>
/// <param name="Answered">Messages that were answered.</param>
/// <param name="Lost">Acknowledged, and never answered.</param>
/// <param name="Unacknowledged">Never acknowledged; owed nothing.</param>
/// <param name="Duplicates">Replies too many: a callback twice, or more replies than messages.</param>
/// <param name="OutOfOrder">Replies that were accepted after a reply of their chat that was first tried later, or that name an older message.</param>
/// <param name="Late">Answers after the deadline.</param>
/// <param name="Strays">Replies to nobody who wrote.</param>
/// <param name="Skipped">Messages that were due while every chat still waited, and were not sent.</param>
/// <param name="Replies">Messages accepted at the Graph double.</param>
/// <param name="Refused">Refusals by error code.</param>
/// <param name="Customers">Customers who wrote.</param>
/// <param name="Seconds">The time of sending.</param>
/// <param name="AnsweredPerSecond">Answers during the time of sending, a second.</param>
/// <param name="LatencyP50Ms">Due to answer, half.</param>
/// <param name="LatencyP99Ms">Due to answer, ninety-nine of a hundred.</param>
/// <param name="LatencyMaxMs">Due to answer, the longest.</param>
/// <param name="AcknowledgeP50Ms">Due to 200, half.</param>
/// <param name="AcknowledgeP99Ms">Due to 200, ninety-nine of a hundred.</param>
/// <param name="WebhookPosts">Posts, copies and retries included.</param>
/// <param name="WebhookFailures">Posts without a 200.</param>
public sealed record LoadReport(
    long Sent, long Acknowledged, long Answered, long Lost, long Unacknowledged, long Duplicates, long OutOfOrder, long Late, long Strays,
        long Skipped,
    long Replies, IReadOnlyDictionary<int, long> Refused, int Customers, double Seconds, double AnsweredPerSecond, double LatencyP50Ms,
        double LatencyP99Ms,
    double LatencyMaxMs, double AcknowledgeP50Ms, double AcknowledgeP99Ms, long WebhookPosts, long WebhookFailures)
{
    /// <summary>Whether every acknowledged message was answered once, in order.</summary>
    public bool IsExact => Lost == 0 && Duplicates == 0 && OutOfOrder == 0 && Strays == 0;
}
