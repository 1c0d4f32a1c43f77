namespace SalesFlow.Simulator.Graph;

/// <summary>A message that the Graph double accepted from the business.</summary>
/// <param name="Sequence">The place in the order of acceptance, from 1.</param>
/// <param name="FirstAttempt">The place in the order of first attempts: a message that was refused at first keeps its early place.</param>
/// <param name="Wamid">The id that was given.</param>
/// <param name="PhoneNumberId">The number that sent.</param>
/// <param name="To">The customer: digits of the phone, or the business-scoped id.</param>
/// <param name="Kind">The type on the wire: <c>text</c>, <c>template</c>, <c>button</c>, <c>list</c>, <c>image</c>, <c>reaction</c>…</param>
/// <param name="Text">The words that the customer reads (body, caption, template name with its values), or null.</param>
/// <param name="Choices">Reply buttons or list rows, in order.</param>
/// <param name="CallbackData"><c>biz_opaque_callback_data</c>, or null.</param>
/// <param name="ReplyTo">The wamid that it quotes or reacts to, or null.</param>
/// <param name="At">When it was accepted, UTC.</param>
/// <param name="Price">What it costs once delivered.</param>
public sealed record SentMessage(
    long Sequence, long FirstAttempt, string Wamid, string PhoneNumberId, string To, string Kind, string? Text, IReadOnlyList<MessageChoice> Choices,
    string? CallbackData, string? ReplyTo, DateTimeOffset At, MessagePrice Price);

/// <summary>A reply button or a list row.</summary>
/// <param name="Id">The id that comes back.</param>
/// <param name="Title">The label.</param>
/// <param name="Description">A row's second line, or null.</param>
/// <param name="IsRow">Whether it is a row of a list.</param>
public sealed record MessageChoice(string Id, string Title, string? Description = null, bool IsRow = false);

/// <summary>The price of one message.</summary>
/// <param name="Category"><c>service</c>, <c>utility</c>, <c>marketing</c> or <c>authentication</c>.</param>
/// <param name="Type"><c>regular</c>, <c>free_customer_service</c> or <c>free_entry_point</c>.</param>
/// <param name="Billable">Whether delivery costs.</param>
/// <param name="Amount">What delivery costs, in <paramref name="Currency"/>.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Country">ISO 3166 of the customer, or <c>other</c>.</param>
public sealed record MessagePrice(string Category, string Type, bool Billable, decimal Amount, string Currency, string Country);
