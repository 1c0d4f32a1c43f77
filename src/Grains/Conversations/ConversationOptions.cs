namespace SalesFlow.Grains.Conversations;

/// <summary>How conversations keep time. Section <c>SalesFlow:Conversations</c>.</summary>
public sealed class ConversationOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "SalesFlow:Conversations";

    /// <summary>
    /// How long to wait for the customer's next message before answering, so that a burst is answered once. Zero answers at once. 0 to 30 s;
    /// 1.5 s unless set.
    /// </summary>
    public TimeSpan Debounce { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>A turn that nobody has answered this long after its time is begun anew: the safety net after a crash. 10 s unless set.</summary>
    public TimeSpan TurnSafety { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>An attempt to send whose end nobody reported is taken as unknown after this time. Must exceed the channel's own limit. 30 s unless set.</summary>
    public TimeSpan SendLease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an unknown outcome waits for a status before the message is tried again as a possible duplicate. 60 s unless set.</summary>
    public TimeSpan UnknownHold { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an agent's answer waits for a person's word before the talk goes to the people's queue. 15 minutes unless set.</summary>
    public TimeSpan HeldLimit { get; set; } = TimeSpan.FromMinutes(15);
}
