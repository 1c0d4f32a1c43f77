using System.Text.Json.Serialization;
using SalesFlow.Access;
using SalesFlow.Channels;
using SalesFlow.Contacts;
using SalesFlow.Conversations;
using SalesFlow.Deals;
using SalesFlow.Leads;
using SalesFlow.Tenancy;

namespace SalesFlow.Common;

/// <summary>The JSON of events, generated at compile time. An event that is not listed here fails the start.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnumConverter)])]
[JsonSerializable(typeof(TenantRegistered))]
[JsonSerializable(typeof(TemplateApplied))]
[JsonSerializable(typeof(NumberConnected))]
[JsonSerializable(typeof(ChannelNoticed))]
[JsonSerializable(typeof(NumberClaimed))]
[JsonSerializable(typeof(AuditRecorded))]
[JsonSerializable(typeof(UserAdded))]
[JsonSerializable(typeof(UserUpdated))]
[JsonSerializable(typeof(UserRoleChanged))]
[JsonSerializable(typeof(UserActivationChanged))]
[JsonSerializable(typeof(UserPresenceChanged))]
[JsonSerializable(typeof(UserSignedIn))]
[JsonSerializable(typeof(TrialStarted))]
[JsonSerializable(typeof(PlanChosen))]
[JsonSerializable(typeof(SubscriptionActivated))]
[JsonSerializable(typeof(SubscriptionPastDue))]
[JsonSerializable(typeof(CancelRequested))]
[JsonSerializable(typeof(SubscriptionCancelled))]
[JsonSerializable(typeof(ApiKeyMade))]
[JsonSerializable(typeof(ApiKeyUsed))]
[JsonSerializable(typeof(ApiKeyRevoked))]
[JsonSerializable(typeof(LetterPosted))]
[JsonSerializable(typeof(LetterAttempted))]
[JsonSerializable(typeof(LetterClosed))]
[JsonSerializable(typeof(ContactObserved))]
[JsonSerializable(typeof(ConsentChanged))]
[JsonSerializable(typeof(ContactAbsorbed))]
[JsonSerializable(typeof(AliasClaimed))]
[JsonSerializable(typeof(LeadCreated))]
[JsonSerializable(typeof(LeadFactsLearnt))]
[JsonSerializable(typeof(LeadScored))]
[JsonSerializable(typeof(LeadStatusChanged))]
[JsonSerializable(typeof(LeadDealEarned))]
[JsonSerializable(typeof(LeadFollowUpChanged))]
[JsonSerializable(typeof(DealOpened))]
[JsonSerializable(typeof(DealStageChanged))]
[JsonSerializable(typeof(DealUpdated))]
[JsonSerializable(typeof(ConversationStarted))]
[JsonSerializable(typeof(AddressChanged))]
[JsonSerializable(typeof(MessageReceived))]
[JsonSerializable(typeof(MessageEdited))]
[JsonSerializable(typeof(MessageRevoked))]
[JsonSerializable(typeof(ReactionChanged))]
[JsonSerializable(typeof(ReplyQueued))]
[JsonSerializable(typeof(MessageQueued))]
[JsonSerializable(typeof(SendStarted))]
[JsonSerializable(typeof(MessageStatusChanged))]
[JsonSerializable(typeof(SendDelayed))]
[JsonSerializable(typeof(HandedOver))]
[JsonSerializable(typeof(GivenBack))]
[JsonSerializable(typeof(OptedOut))]
[JsonSerializable(typeof(OptedIn))]
public sealed partial class EventsJson : JsonSerializerContext;

/// <summary>Writes enum values as lower-case words with underscores, everywhere that JSON leaves the program.</summary>
public sealed class SnakeCaseEnumConverter() : JsonStringEnumConverter(System.Text.Json.JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
