/** Names of services whose keys have no form of their own: only the name beside such a key gives it away. */

const issuers = new Set(
  `accuweather ahrefs ai21 airship airtable aiven alchemy algolia alibaba aliyun alphavantage amazon amplitude
  anthropic anypoint apify apilayer appcues appfollow appsflyer asana assemblyai atlassian auth0 autodesk aviationstack
  aws axonaut azure backblaze bannerbear baremetrics baseten beamer bedrock binance bing bitbucket bitfinex bitly bittrex
  bluesky brave braze brevo browserbase browserstack bscscan bugsnag buildkite bybit calendly campaignmonitor cerebras
  chartmogul checkr circleci claude clearbit clickhouse clickup clicksend clockify cloudflare cloudinary cloudsmith
  cockroachdb codacy codeclimate codecov cohere coinapi coinbase coinlayer confluent contentful convertkit
  coralogix couchbase coveralls crowdin cryptocompare currencylayer customerio datadog databricks dd deepai deepgram
  deepl deepseek delighted digitalocean discord docker docusign doppler dropbox dynatrace easypost edamam
  elasticsearch elevenlabs etherscan etsy eventbrite exa facebook fastly fb figma finnhub firebase fireworks
  flickr flutterwave foursquare freshbooks freshdesk gcp gemini geoapify geocodio getresponse ghost giphy
  github gitlab gitter gmail gocardless google gradio grafana graphhopper groq gumroad hackerone harness helicone
  heroku hf honeycomb hubspot huggingface hume hyperbolic imagga infura instagram intercom ipapi ipdata ipinfo
  ipstack jenkins jina jira jotform kafka keen kickbox klaviyo kraken kucoin langchain langfuse langsmith
  launchdarkly lemlist linear linkedin linode litellm lob locationiq loggly logdna lokalise looker mailboxlayer
  mailchimp mailerlite mailgun mailjet mailmodo mailtrap mandrill mapbox mapquest marketstack mattermost mediastack
  messagebird midjourney milvus minimax miro mistral mixpanel mongodb moonshot mux nasdaq neptune netlify
  newrelic newsapi newscatcher ngrok notion nuget nvidia nylas nytimes oanda okta onelogin onesignal onfleet openai
  opencage openrouter opensea openuv openweather openweathermap opsgenie optimizely outlook owm packagecloud pagerduty
  pastebin paypal paystack perplexity pexels pinecone pinterest pipedrive pivotaltracker plaid planetscale plivo podio
  portkey postgres posthog postman postmark pubnub pulumi pusher qdrant qwen rabbitmq railway rapidapi
  readme rebrandly recaptcha reddit redis replicate resend ringcentral rollbar roboflow runpod runway salesforce
  sambanova sanity sauce saucelabs scraperapi scrapfly scrapingbee securitytrails semrush sendbird sendgrid
  sendinblue sentry serp serpapi serper serpstack shippo shodan shopify shutterstock siliconflow simplesat
  slack smartsheet snowflake snyk sonarcloud sonarqube soundcloud sourcegraph sparkpost splunk spotify squarespace
  stability stackhawk statuspage steam stormglass stripe strava stytch sumologic supabase surveymonkey svix tatum tavily
  telegram telnyx terraform threatstack tiingo todoist together tomtom trello tripadvisor tumblr turso twilio twitch
  twitter typeform typesense uber unsplash upstash uptimerobot urlscan vapi vercel vimeo virustotal vonage voyage
  wakatime wandb weatherapi weatherbit weatherstack weaviate webex whatsapp wistia woocommerce wrike xai yahoo yandex yelp
  youtube zendesk zenrows zhipu zilliz zipcodeapi zoom`.split(/\s+/),
);

/**
 * Says whether one of the words is the name of an issuer of keys.
 * @internal
 * @param words - lower-case, separated by blanks
 */
export function namesIssuer(words: string): boolean {
  return words
    .split(' ')
    .some((word, i, all) => issuers.has(word) || issuers.has(`${word}${all[i + 1] ?? ''}`));
}

/** Names of whole clouds and of software stand before much else: `arn:aws:sqs:…`, `redis: …`. */
const broad = new Set(
  'amazon aws azure elasticsearch gcp google kafka mongodb postgres rabbitmq redis bedrock terraform docker jenkins lambda'.split(
    ' ',
  ),
);

/** Says whether a word alone announces a key of its issuer, as in `groq: …`. @internal */
export function isIssuer(word: string): boolean {
  return issuers.has(word) && !broad.has(word);
}
