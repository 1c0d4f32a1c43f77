using System.Text.Json.Serialization;
using SalesFlow.Contacts;
using SalesFlow.Conversations;
using SalesFlow.Deals;
using SalesFlow.Leads;
using SalesFlow.SavedViews;
using SalesFlow.Tenancy;
using SalesFlow.Webhooks;

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
[JsonSerializable(typeof(LeadEdited))]
[JsonSerializable(typeof(LeadAssigned))]
[JsonSerializable(typeof(LeadLeftUnassigned))]
[JsonSerializable(typeof(LeadNamesClaimed))]
[JsonSerializable(typeof(LeadContactLinked))]
[JsonSerializable(typeof(LeadDeleted))]
[JsonSerializable(typeof(LeadRestored))]
[JsonSerializable(typeof(LeadMergeStarted))]
[JsonSerializable(typeof(LeadMergeFailed))]
[JsonSerializable(typeof(LeadAbsorbed))]
[JsonSerializable(typeof(LeadUnmergeStarted))]
[JsonSerializable(typeof(LeadSeparated))]
[JsonSerializable(typeof(LeadMergedInto))]
[JsonSerializable(typeof(LeadStoodAlone))]
[JsonSerializable(typeof(LeadAliasClaimed))]
[JsonSerializable(typeof(LeadAliasReleased))]
[JsonSerializable(typeof(AssignmentConfigured))]
[JsonSerializable(typeof(AssignmentChosen))]
[JsonSerializable(typeof(AssignmentQueued))]
[JsonSerializable(typeof(AssignmentReleased))]
[JsonSerializable(typeof(ViewCreated))]
[JsonSerializable(typeof(ViewChanged))]
[JsonSerializable(typeof(ViewDeleted))]
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
[JsonSerializable(typeof(WebhookCreated))]
[JsonSerializable(typeof(WebhookUpdated))]
[JsonSerializable(typeof(WebhookSecretRotated))]
[JsonSerializable(typeof(WebhookEnabled))]
[JsonSerializable(typeof(WebhookDisabled))]
[JsonSerializable(typeof(WebhookDeleted))]
public sealed partial class EventsJson : JsonSerializerContext;

/// <summary>Writes enum values as lower-case words with underscores, everywhere that JSON leaves the program.</summary>
public sealed class SnakeCaseEnumConverter() : JsonStringEnumConverter(System.Text.Json.JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
