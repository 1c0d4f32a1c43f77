namespace SalesFlow.Client;

/// <content>The groups of routes.</content>
public sealed partial class SalesFlowApi
{
    /// <summary>Tasks, notes and other work.</summary>
    public ActivitiesClient Activities => field ??= new ActivitiesClient(_client) { ReadResponseAsString = true };

    /// <summary>Audit log, plan, policies, tenants.</summary>
    public AdminClient Admin => field ??= new AdminClient(_client) { ReadResponseAsString = true };

    /// <summary>The agents: what they are, what they did, the company's own versions.</summary>
    public AgentsClient Agents => field ??= new AgentsClient(_client) { ReadResponseAsString = true };

    /// <summary>Keys for integrations.</summary>
    public ApiKeysClient ApiKeys => field ??= new ApiKeysClient(_client) { ReadResponseAsString = true };

    /// <summary>Registration, sign-in, sessions, passwords.</summary>
    public AuthClient Auth => field ??= new AuthClient(_client) { ReadResponseAsString = true };

    /// <summary>Telephone calls.</summary>
    public CallsClient Calls => field ??= new CallsClient(_client) { ReadResponseAsString = true };

    /// <summary>WhatsApp numbers.</summary>
    public ChannelsClient Channels => field ??= new ChannelsClient(_client) { ReadResponseAsString = true };

    /// <summary>Companies of leads and contacts.</summary>
    public CompaniesClient Companies => field ??= new CompaniesClient(_client) { ReadResponseAsString = true };

    /// <summary>People who write.</summary>
    public ContactsClient Contacts => field ??= new ContactsClient(_client) { ReadResponseAsString = true };

    /// <summary>Talks with customers.</summary>
    public ConversationsClient Conversations => field ??= new ConversationsClient(_client) { ReadResponseAsString = true };

    /// <summary>Whoever a deal was won with.</summary>
    public CustomersClient Customers => field ??= new CustomersClient(_client) { ReadResponseAsString = true };

    /// <summary>Figures of the company.</summary>
    public DashboardClient Dashboard => field ??= new DashboardClient(_client) { ReadResponseAsString = true };

    /// <summary>Possible sales and their board.</summary>
    public DealsClient Deals => field ??= new DealsClient(_client) { ReadResponseAsString = true };

    /// <summary>The company's numbered feed.</summary>
    public EventsClient Events => field ??= new EventsClient(_client) { ReadResponseAsString = true };

    /// <summary>Custom fields.</summary>
    public FieldsClient Fields => field ??= new FieldsClient(_client) { ReadResponseAsString = true };

    /// <summary>Public forms.</summary>
    public FormsClient Forms => field ??= new FormsClient(_client) { ReadResponseAsString = true };

    /// <summary>Whether the installation works.</summary>
    public HealthClient Health => field ??= new HealthClient(_client) { ReadResponseAsString = true };

    /// <summary>What the company knows: articles, imports, search, questions without an answer.</summary>
    public KnowledgeClient Knowledge => field ??= new KnowledgeClient(_client) { ReadResponseAsString = true };

    /// <summary>Leads in and out of files.</summary>
    public LeadImportsClient LeadImports => field ??= new LeadImportsClient(_client) { ReadResponseAsString = true };

    /// <summary>Who may buy.</summary>
    public LeadsClient Leads => field ??= new LeadsClient(_client) { ReadResponseAsString = true };

    /// <summary>Stages that deals go through.</summary>
    public PipelinesClient Pipelines => field ??= new PipelinesClient(_client) { ReadResponseAsString = true };

    /// <summary>Sectors, their material and strategies.</summary>
    public SectorsClient Sectors => field ??= new SectorsClient(_client) { ReadResponseAsString = true };

    /// <summary>How soon people answer.</summary>
    public ServiceLevelsClient ServiceLevels => field ??= new ServiceLevelsClient(_client) { ReadResponseAsString = true };

    /// <summary>Queues, workload and alerts of the team.</summary>
    public SupervisorClient Supervisor => field ??= new SupervisorClient(_client) { ReadResponseAsString = true };

    /// <summary>Message templates.</summary>
    public TemplatesClient Templates => field ??= new TemplatesClient(_client) { ReadResponseAsString = true };

    /// <summary>The company.</summary>
    public TenantClient Tenant => field ??= new TenantClient(_client) { ReadResponseAsString = true };

    /// <summary>The people of the company.</summary>
    public UsersClient Users => field ??= new UsersClient(_client) { ReadResponseAsString = true };

    /// <summary>Saved views of lists.</summary>
    public ViewsClient Views => field ??= new ViewsClient(_client) { ReadResponseAsString = true };

    /// <summary>Events sent to other programs.</summary>
    public WebhooksClient Webhooks => field ??= new WebhooksClient(_client) { ReadResponseAsString = true };
}
